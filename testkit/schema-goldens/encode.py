"""Writes golden records with Confluent's own Python serializers, one JSON object per line on standard output.

usage: encode.py <registry url>
"""

import base64
import json
import sys
import uuid
from datetime import date, datetime, time, timezone
from decimal import Decimal

from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

import odd_pb2
import shop_pb2
import size_pb2

registry = SchemaRegistryClient({"url": sys.argv[1]})


def emit(name, topic, serializer, value, side="value"):
    field = MessageField.KEY if side == "key" else MessageField.VALUE
    data = serializer(value, SerializationContext(topic, field))
    print(json.dumps({"name": name, "topic": topic, "side": side, "client": "confluent-kafka-python", "bytes": base64.b64encode(data).decode()}))


CUSTOMER = {
    "type": "record",
    "name": "Customer",
    "namespace": "shop.common",
    "fields": [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}],
}

ORDER = {
    "type": "record",
    "name": "Order",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}},
        {"name": "customer", "type": "shop.common.Customer"},
        {"name": "note", "type": ["null", "string"], "default": None},
        {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "due", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "trace", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "SENT"]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "amounts", "type": {"type": "map", "values": "long"}},
        {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 4}},
        {"name": "ratio", "type": "double"},
        {"name": "weight", "type": "float"},
        {"name": "gift", "type": "boolean"},
        {"name": "raw", "type": "bytes"},
        {
            "name": "payment",
            "type": [
                {"type": "record", "name": "Card", "fields": [{"name": "last4", "type": "string"}]},
                {"type": "record", "name": "Invoice", "fields": [{"name": "days", "type": "int"}]},
                "string",
            ],
        },
        {"name": "parent", "type": ["null", "shop.Order"], "default": None},
    ],
}


def order(**more):
    return {
        "id": 9007199254740993,
        "total": Decimal("1234567890123456.78"),
        "customer": {"id": -9223372036854775808, "name": "Zoë 🎉 \"q\""},
        "note": None,
        "placed": datetime(2026, 11, 21, 12, 34, 56, 789012, tzinfo=timezone.utc),
        "due": date(1969, 12, 31),
        "at": time(23, 59, 59, 999000),
        "trace": uuid.UUID("018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e"),
        "state": "PAID",
        "tags": ["a", "b"],
        "amounts": {"x": 9223372036854775807},
        "digest": b"\x00\x01\xfe\xff",
        "ratio": 0.1,
        "weight": 0.1,
        "gift": True,
        "raw": b"\x00\xff",
        "payment": ("shop.Card", {"last4": "4242"}),
        "parent": None,
        **more,
    }


def avro():
    registry.register_schema("shop.common.Customer", Schema(json.dumps(CUSTOMER), "AVRO"))
    references = [SchemaReference("shop.common.Customer", "shop.common.Customer", 1)]
    serializer = AvroSerializer(registry, Schema(json.dumps(ORDER), "AVRO", references))
    emit("avro order", "orders", serializer, order())
    emit("avro order within an order", "orders", serializer, order(note="n", payment="cash", parent=order(payment=("shop.Invoice", {"days": 30}))))
    emit("avro string key", "orders", AvroSerializer(registry, '"string"'), "order-1", "key")
    emit("avro long key", "payments", AvroSerializer(registry, '"long"'), -42, "key")


def protobuf():
    message = shop_pb2.Shipment(
        id=9007199254740993,
        weight=-0.5,
        parcels=[shop_pb2.Shipment.Parcel(code="p1", size=size_pb2.LARGE), shop_pb2.Shipment.Parcel()],
        counts={"a": 1, "b": -1},
        numbers=[1, -1, 2147483647],
        payload=b"\x00\xff",
        checksum=18446744073709551615,
        delta=-9223372036854775808,
        door="B12",
    )
    message.at.FromDatetime(datetime(2026, 11, 21, 12, 34, 56, 789000))
    message.took.FromSeconds(90)
    message.extra.update({"a": [1, None, "x"], "b": {"c": True}})
    message.comment.value = "wrapped"
    message.any.Pack(shop_pb2.Shipment.Parcel(code="any"))
    emit("protobuf shipment", "shipments", ProtobufSerializer(shop_pb2.Shipment, registry, {"use.deprecated.format": False}), message)
    parcel = shop_pb2.Shipment.Parcel(code="nested", size=size_pb2.SMALL)
    emit("protobuf nested message", "parcels", ProtobufSerializer(shop_pb2.Shipment.Parcel, registry, {"use.deprecated.format": False}), parcel)
    emit("protobuf second message", "pallets", ProtobufSerializer(shop_pb2.Pallet, registry, {"use.deprecated.format": False}), shop_pb2.Pallet(number=7))


def json_schema():
    schema = json.dumps({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Refund",
        "type": "object",
        "properties": {"id": {"type": "integer"}, "reason": {"type": "string"}},
        "required": ["id"],
    })
    emit("json refund", "refunds", JSONSerializer(schema, registry), {"id": 9007199254740993, "reason": "broken \U0001f389"})


def odd():
    """What is legal on the wire and easily taken for damage."""
    current = {"use.deprecated.format": False}
    serializer = ProtobufSerializer(odd_pb2.Odd, registry, current)
    empty = odd_pb2.Odd(name="empty any", id=9007199254740993)
    empty.any.SetInParent()
    emit("protobuf empty any", "odd", serializer, empty)
    millis = odd_pb2.Odd(name="milliseconds", id=1)
    millis.at.seconds = 1700000000000
    millis.took.nanos = 2_000_000_000
    emit("protobuf timestamp in milliseconds", "odd", serializer, millis)
    unfit = odd_pb2.Odd(name="unfit any", id=2)
    unfit.any.type_url = "type.googleapis.com/shop.Odd.Part"
    unfit.any.value = b"\xff\xff"
    unfit.any_list.add().Pack(odd_pb2.Odd.Part(code="fits"))
    emit("protobuf any that does not fit", "odd", serializer, unfit)

    raw = AvroSerializer(registry, '"bytes"')
    emit("avro bytes", "raw", raw, b"ab")
    emit("avro no bytes", "raw", raw, b"")


avro()
protobuf()
json_schema()
odd()
