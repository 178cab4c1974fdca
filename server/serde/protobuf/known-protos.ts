import protobuf from 'protobufjs'
import descriptor from 'protobufjs/google/protobuf/descriptor.json' with { type: 'json' }

/** Files that compilers and registries take for granted, as their public documentation describes them. */
const TEXTS: Record<string, string> = {
  'confluent/meta.proto': `syntax = "proto3"; package confluent; import "google/protobuf/descriptor.proto";
    message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
    extend google.protobuf.FileOptions { Meta file_meta = 1088; }
    extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
    extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
    extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
    extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }`,
  'confluent/type/decimal.proto': `syntax = "proto3"; package confluent.type;
    message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }`,
  'google/type/date.proto': `syntax = "proto3"; package google.type;
    message Date { int32 year = 1; int32 month = 2; int32 day = 3; }`,
  'google/type/timeofday.proto': `syntax = "proto3"; package google.type;
    message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }`,
  'google/type/money.proto': `syntax = "proto3"; package google.type;
    message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }`,
  'google/type/latlng.proto': `syntax = "proto3"; package google.type;
    message LatLng { double latitude = 1; double longitude = 2; }`,
  'google/type/decimal.proto': `syntax = "proto3"; package google.type; message Decimal { string value = 1; }`,
  'google/type/dayofweek.proto': `syntax = "proto3"; package google.type;
    enum DayOfWeek { DAY_OF_WEEK_UNSPECIFIED = 0; MONDAY = 1; TUESDAY = 2; WEDNESDAY = 3; THURSDAY = 4; FRIDAY = 5;
      SATURDAY = 6; SUNDAY = 7; }`,
}

/** A file that everybody knows: its text, or what protobufjs made of it; null for any other. */
export function knownProto(path: string): string | Nested | null {
  const text = TEXTS[path]
  if (text !== undefined) return text
  if (path === 'google/protobuf/descriptor.proto') return (descriptor as { nested: Nested }).nested
  return protobuf.common.get(path)?.nested ?? null
}

type Nested = Record<string, protobuf.AnyNestedObject>
