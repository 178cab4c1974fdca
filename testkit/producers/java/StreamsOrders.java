import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** A Kafka Streams application, exactly once, whose failures go to the dead-letter topic of KIP-1034. */
public final class StreamsOrders {
  private StreamsOrders() {}

  public static void main(String[] args) {
    String topic = System.getProperty("app.topic");
    Properties config = new Properties();
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, System.getProperty("app.bootstrap"));
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, System.getProperty("app.group"));
    config.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("app.folder"));
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, topic + "-dlq");
    config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
    config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueProcessingExceptionHandler.class);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");

    StreamsBuilder builder = new StreamsBuilder();
    builder
        .stream(topic, Consumed.with(Serdes.ByteArray(),
            Serdes.serdeFrom(new ByteArraySerializer(), new Orders.StrictDeserializer())))
        .processValues(Charge::new)
        .to(topic + "-charged", Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));

    KafkaStreams streams = new KafkaStreams(builder.build(), config);
    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.RUNNING) Orders.started();
    });
    // It leaves its group, so that the next start need not wait until this one is taken for dead.
    CloseOptions leaving = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(leaving)));
    streams.start();
  }

  private static final class Charge extends ContextualFixedKeyProcessor<byte[], byte[], byte[]> {
    @Override
    public void process(FixedKeyRecord<byte[], byte[]> order) {
      byte[] charged = Orders.charge(order.value());
      context().recordMetadata().ifPresent(from -> Orders.processed(
          from.topic(), from.partition(), from.offset(), order.key(), order.value(), order.headers()));
      context().forward(order.withValue(charged));
    }
  }
}
