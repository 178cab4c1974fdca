import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** What the applications have in common: which orders they fail on, and how they tell what they have processed. */
final class Orders {
  /** The defect is there until the application is started with `-Dapp.repaired=true`. */
  static final boolean REPAIRED = Boolean.getBoolean("app.repaired");

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Orders() {}

  /** Throws for an order whose value begins with "unpayable", as long as the application is not repaired. */
  static byte[] charge(byte[] value) {
    if (!REPAIRED && startsWith(value, "unpayable")) {
      throw new IllegalStateException("Order 4711 cannot be charged: no rate for 'XYZ'");
    }
    return value;
  }

  /** Writes one line of JSON; bytes are base64. */
  static void processed(String topic, int partition, long offset, byte[] key, byte[] value, Headers headers) {
    StringJoiner list = new StringJoiner(",", "[", "]");
    for (Header header : headers) {
      list.add("[" + text(header.key().getBytes(StandardCharsets.UTF_8)) + "," + text(header.value()) + "]");
    }
    OUT.println(
        "processed {\"topic\":\"" + topic + "\",\"partition\":" + partition + ",\"offset\":" + offset
            + ",\"key\":" + text(key) + ",\"value\":" + text(value) + ",\"headers\":" + list + "}");
  }

  static void started() {
    OUT.println("started");
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "null" : '"' + Base64.getEncoder().encodeToString(bytes) + '"';
  }

  private static boolean startsWith(byte[] value, String prefix) {
    return value != null && new String(value, StandardCharsets.ISO_8859_1).startsWith(prefix);
  }

  /** Hands bytes through, and as long as the application is not repaired refuses those that begin with "unreadable". */
  public static final class StrictDeserializer implements Deserializer<byte[]> {
    @Override
    public byte[] deserialize(String topic, byte[] data) {
      if (!REPAIRED && startsWith(data, "unreadable")) {
        throw new SerializationException("Byte 17 of the order is no schema this version knows");
      }
      return data;
    }
  }
}
