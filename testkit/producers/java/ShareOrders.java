import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of a share group that rejects what it fails on; the broker writes the dead letters (KIP-1191). */
public final class ShareOrders {
  private static volatile boolean running = true;

  private ShareOrders() {}

  public static void main(String[] args) throws InterruptedException {
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, System.getProperty("app.bootstrap"));
    config.put(ConsumerConfig.GROUP_ID_CONFIG, System.getProperty("app.group"));
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      running = false;
      try {
        main.join(5_000);
      } catch (InterruptedException ignored) {
        // It ends anyway.
      }
    }));
    try (var consumer = new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(System.getProperty("app.topic")));
      Orders.started();
      while (running) {
        for (ConsumerRecord<byte[], byte[]> order : consumer.poll(Duration.ofMillis(200))) {
          consumer.acknowledge(order, accepted(order) ? AcknowledgeType.ACCEPT : AcknowledgeType.REJECT);
        }
        consumer.commitSync();
      }
    }
  }

  private static boolean accepted(ConsumerRecord<byte[], byte[]> order) {
    try {
      Orders.charge(order.value());
    } catch (IllegalStateException failure) {
      return false;
    }
    Orders.processed(order.topic(), order.partition(), order.offset(), order.key(), order.value(), order.headers());
    return true;
  }
}
