#!/bin/sh
# Runs a command that must not outlive its parent: `sh supervise.sh command args…`, with a pipe of the parent as standard input.
# The pipe's end is the parent's end, however it died (SIGKILL included): the command then gets SIGTERM, and 5 s later, or once
# it has gone, all that is left of the process group (it must be our own, see supervised-process.mjs) gets SIGKILL.
# SIGTERM, SIGINT and SIGHUP are passed on to the command; its exit status is this script's.
child=
asked=
trap 'asked=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT HUP

exec 3<&0
"$@" 3<&- </dev/null &
child=$!
[ -z "$asked" ] || kill -TERM "$child" 2>/dev/null

(
  trap - TERM INT HUP
  read -r _ <&3
  kill -TERM "$child" 2>/dev/null
  tries=0
  while [ $tries -lt 50 ] && kill -0 "$child" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL 0
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

# A signal ends `wait` early, so it is repeated until the command has really gone.
wait "$child"
status=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  status=$?
done
kill -KILL "$watcher" 2>/dev/null
exit "$status"
