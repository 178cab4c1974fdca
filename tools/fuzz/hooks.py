"""What schemathesis is told of this console: a check for errors of its own, a body type, and a log of every answer for the summary."""

import json
import os
import threading

import schemathesis

# Answers of 500 and more that say that a broker failed or refused (lib/errors.ts).
BROKER_CODES = {"UNSUPPORTED_BY_BROKER", "BROKER_REJECTED", "CLUSTER_UNREACHABLE", "BROKER_TIMEOUT"}

_lock = threading.Lock()
_log = open(os.environ["FUZZ_LOG"], "a", encoding="utf-8")  # noqa: SIM115


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _refusal(response):
    # Why an example did not go through is seen in the log.
    if response.status_code not in (400, 409):
        return {}
    try:
        return {"detail": response.json().get("detail")}
    except ValueError:
        return {}


@schemathesis.hook
def after_call(context, case, response):
    line = json.dumps(
        {
            "method": case.operation.method.upper(),
            "sent": response.request.method,
            "path": case.operation.path,
            "status": response.status_code,
            **_refusal(response),
        }
    )
    with _lock:
        _log.write(line + "\n")
        _log.flush()


@schemathesis.check
def only_brokers_fail(ctx, response, case):
    if response.status_code < 500:
        return None
    try:
        code = response.json().get("code")
    except ValueError:
        code = None
    # /ready answers 503 with its own body while the console starts or stops.
    if code in BROKER_CODES or (response.status_code == 503 and case.operation.path.endswith("/ready")):
        return None
    raise AssertionError(f"{response.status_code} {code}: an error of the console's own")
