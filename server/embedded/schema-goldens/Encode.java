import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
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
