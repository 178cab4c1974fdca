import com.google.protobuf.AnyProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.jsonschema.JsonSchemaKafkaSerializer;
import io.apicurio.registry.serde.protobuf.ProtobufKafkaSerializer;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Writes golden records with Apicurio's Java serializers set to Confluent's wire format, one JSON object per line. */
public class Encode {
  static Map<String, Object> config(String url) {
    Map<String, Object> config = new HashMap<>();
    config.put("apicurio.registry.url", url.replace("/apis/ccompat/v7", "/apis/registry/v2"));
    config.put("apicurio.registry.auto-register", true);
    config.put("apicurio.registry.artifact-resolver-strategy", "io.apicurio.registry.serde.strategy.TopicIdStrategy");
    config.put("apicurio.registry.use-id", "contentId");
    config.put("apicurio.registry.id-handler", "io.apicurio.registry.serde.Legacy4ByteIdHandler");
    config.put("apicurio.registry.headers.enabled", false);
    return config;
  }

  static <T> void emit(String name, String topic, Serializer<T> serializer, T value) {
    String bytes = Base64.getEncoder().encodeToString(serializer.serialize(topic, value));
    System.out.println("{\"name\": \"" + name + "\", \"topic\": \"" + topic + "\", \"side\": \"value\", \"client\": \"apicurio-java\", \"bytes\": \"" + bytes + "\"}");
  }

  /** What is legal on the wire and easily taken for damage. */
  static void odd(Map<String, Object> config, FieldDescriptorProto.Builder field) throws Exception {
    FieldDescriptorProto.Builder message = field.clone().setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    FileDescriptor file = FileDescriptor.buildFrom(
        FileDescriptorProto.newBuilder().setName("strange.proto").setPackage("net").setSyntax("proto3")
            .addDependency("google/protobuf/any.proto").addDependency("google/protobuf/timestamp.proto")
            .addMessageType(DescriptorProto.newBuilder().setName("Strange")
                .addField(field.clone().setName("name").setNumber(1).setType(FieldDescriptorProto.Type.TYPE_STRING).setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL))
                .addField(message.clone().setName("any").setNumber(10).setTypeName(".google.protobuf.Any"))
                .addField(message.clone().setName("at").setNumber(11).setTypeName(".google.protobuf.Timestamp")))
            .build(),
        new FileDescriptor[] {AnyProto.getDescriptor(), TimestampProto.getDescriptor()});
    Descriptor type = file.findMessageTypeByName("Strange");
    ProtobufKafkaSerializer<DynamicMessage> protobuf = new ProtobufKafkaSerializer<>();
    protobuf.configure(config, false);
    emit("java protobuf empty any", "strange", protobuf, DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("name"), "empty any")
        .setField(type.findFieldByName("any"), com.google.protobuf.Any.getDefaultInstance())
        .build());
    emit("java protobuf timestamp in milliseconds", "strange", protobuf, DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("name"), "milliseconds")
        .setField(type.findFieldByName("any"), com.google.protobuf.Any.newBuilder()
            .setTypeUrl("type.googleapis.com/net.Strange").setValue(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff})).build())
        .setField(type.findFieldByName("at"), Timestamp.newBuilder().setSeconds(1700000000000L).setNanos(2000000000).build())
        .build());

    // A type without a namespace that is used again inside of one.
    Schema inner = Schema.createRecord("In", null, "", false);
    inner.setFields(List.of(new Schema.Field("v", Schema.create(Schema.Type.INT))));
    Schema dotted = Schema.createRecord("O", null, "outer", false);
    dotted.setFields(List.of(new Schema.Field("i", inner), new Schema.Field("j", inner)));
    GenericRecord one = new GenericData.Record(dotted.getField("i").schema());
    one.put("v", 1);
    GenericRecord two = new GenericData.Record(dotted.getField("i").schema());
    two.put("v", 2);
    GenericRecord outer = new GenericData.Record(dotted);
    outer.put("i", one);
    outer.put("j", two);
    AvroKafkaSerializer<GenericRecord> avro = new AvroKafkaSerializer<>();
    avro.configure(config, false);
    emit("java avro without namespace", "dotted", avro, outer);

    AvroKafkaSerializer<ByteBuffer> bytes = new AvroKafkaSerializer<>();
    bytes.configure(config, false);
    emit("java avro bytes", "java-raw", bytes, ByteBuffer.wrap(new byte[] {'a', 'b'}));
  }

  public static void main(String[] args) throws Exception {
    Map<String, Object> config = config(args[0]);

    Schema schema = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Stock\",\"namespace\":\"shop\",\"fields\":["
        + "{\"name\":\"sku\",\"type\":\"string\"},"
        + "{\"name\":\"count\",\"type\":\"long\"},"
        + "{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":3}},"
        + "{\"name\":\"seen\",\"type\":[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}],\"default\":null}]}");
    GenericRecord stock = new GenericData.Record(schema);
    stock.put("sku", "A-1 ü");
    stock.put("count", Long.MAX_VALUE);
    stock.put("price", ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0x85}));
    stock.put("seen", 1763728496789L);
    AvroKafkaSerializer<GenericRecord> avro = new AvroKafkaSerializer<>();
    avro.configure(config, false);
    emit("java avro stock", "stock", avro, stock);

    FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder();
    DescriptorProto ping = DescriptorProto.newBuilder().setName("Ping")
        .addField(field.clone().setName("sent_at").setNumber(1).setType(FieldDescriptorProto.Type.TYPE_INT64).setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL))
        .addField(field.clone().setName("hops").setNumber(2).setType(FieldDescriptorProto.Type.TYPE_SINT32).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
        .build();
    FileDescriptor file = FileDescriptor.buildFrom(
        FileDescriptorProto.newBuilder().setName("ping.proto").setPackage("net").setSyntax("proto3").addMessageType(ping).build(),
        new FileDescriptor[0]);
    Descriptor type = file.findMessageTypeByName("Ping");
    DynamicMessage message = DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("sent_at"), Long.MIN_VALUE)
        .addRepeatedField(type.findFieldByName("hops"), -3)
        .addRepeatedField(type.findFieldByName("hops"), 3)
        .build();
    ProtobufKafkaSerializer<DynamicMessage> protobuf = new ProtobufKafkaSerializer<>();
    protobuf.configure(config, false);
    emit("java protobuf ping", "pings", protobuf, message);

    odd(config, field);

    config.put("apicurio.registry.artifact.schema.location", "claim.schema.json");
    config.put("apicurio.registry.serde.validation-enabled", true);
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("id", Long.MAX_VALUE);
    claim.put("reason", "zerbrochen \ud83c\udf89");
    claim.put("amount", new BigDecimal("12345678901234567.89"));
    claim.put("parcels", List.of("p-1", "p-2"));
    JsonSchemaKafkaSerializer<Map<String, Object>> json = new JsonSchemaKafkaSerializer<>();
    json.configure(config, false);
    emit("java json claim", "claims", json, claim);
    System.exit(0);
  }
}
