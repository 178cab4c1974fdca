"""Writes golden records whose message indexes are unsigned varints, as Confluent's Python client did up to version 2.6 when told to.

usage: encode_unsigned.py <registry url>
"""

import base64
import json
import sys

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.protobuf import ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

import odd_pb2

registry = SchemaRegistryClient({"url": sys.argv[1]})


def emit(name, topic, value):
    serializer = ProtobufSerializer(type(value), registry, {"use.deprecated.format": True})
    data = serializer(value, SerializationContext(topic, MessageField.VALUE))
    print(json.dumps({"name": name, "topic": topic, "side": "value", "client": "confluent-kafka-python 2.6", "bytes": base64.b64encode(data).decode()}))


emit("protobuf unsigned first", "odd-first", odd_pb2.Odd(name="first", id=1))
emit("protobuf unsigned second", "odd-second", odd_pb2.Second(number=7))
emit("protobuf unsigned nested", "odd-nested", odd_pb2.Odd.Part(code="nested"))
emit("protobuf unsigned nested in second", "odd-inner", odd_pb2.Second.Inner(note="deep"))
