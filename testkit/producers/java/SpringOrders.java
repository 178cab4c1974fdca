import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.support.serializer.ErrorHandlingDeserializer;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * A Spring for Apache Kafka application. It retries where it stands and then publishes to the dead-letter topic, or with
 * `-Dapp.retries=topics` retries over topics of their own.
 */
public final class SpringOrders {
  private static final int ATTEMPTS = 3;
  private static final long BACK_OFF_MS = 150;

  private SpringOrders() {}

  public static void main(String[] args) {
    Class<?> retries = "topics".equals(System.getProperty("app.retries")) ? RetryTopics.class : Blocking.class;
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Common.class, retries);
    context.registerShutdownHook();
    KafkaListenerEndpointRegistry listeners = context.getBean(KafkaListenerEndpointRegistry.class);
    if (listeners.isRunning()) Orders.started();
  }

  private static Map<String, Object> client() {
    return new HashMap<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, System.getProperty("app.bootstrap")));
  }

  @Configuration
  @EnableKafka
  public static class Common {
    @Bean
    ConsumerFactory<byte[], byte[]> consumerFactory() {
      Map<String, Object> config = client();
      config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      return new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(),
          new ErrorHandlingDeserializer<>(new Orders.StrictDeserializer()));
    }

    @Bean
    KafkaTemplate<byte[], byte[]> template() {
      Map<String, Object> config = client();
      config.put(ProducerConfig.ACKS_CONFIG, "all");
      return new KafkaTemplate<>(
          new DefaultKafkaProducerFactory<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Bean
    OrderListener orderListener() {
      return new OrderListener();
    }
  }

  @Configuration
  public static class Blocking {
    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> kafkaListenerContainerFactory(
        ConsumerFactory<byte[], byte[]> consumers, KafkaTemplate<byte[], byte[]> template) {
      var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
      factory.setConsumerFactory(consumers);
      factory.getContainerProperties().setDeliveryAttemptHeader(true);
      factory.setCommonErrorHandler(new DefaultErrorHandler(
          new DeadLetterPublishingRecoverer(template), new FixedBackOff(BACK_OFF_MS, ATTEMPTS - 1)));
      return factory;
    }
  }

  @Configuration
  @EnableKafkaRetryTopic
  public static class RetryTopics {
    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> kafkaListenerContainerFactory(
        ConsumerFactory<byte[], byte[]> consumers) {
      var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
      factory.setConsumerFactory(consumers);
      return factory;
    }

    @Bean
    KafkaAdmin admin() {
      return new KafkaAdmin(client());
    }

    @Bean
    TaskScheduler scheduler() {
      return new ThreadPoolTaskScheduler();
    }

    @Bean
    RetryTopicConfiguration retryTopics(KafkaTemplate<byte[], byte[]> template) {
      return RetryTopicConfigurationBuilder.newInstance()
          .maxAttempts(ATTEMPTS)
          .fixedBackOff(BACK_OFF_MS)
          .autoCreateTopicsWith(1, (short) 1)
          .suffixTopicsWithIndexValues()
          .autoStartDltHandler(false)
          .includeTopic(System.getProperty("app.topic"))
          .create(template);
    }
  }

  public static class OrderListener {
    @KafkaListener(id = "orders", idIsGroup = false, topics = "${app.topic}", groupId = "${app.group}")
    public void order(ConsumerRecord<byte[], byte[]> order) {
      Orders.charge(order.value());
      Orders.processed(
          order.topic(), order.partition(), order.offset(), order.key(), order.value(), order.headers());
    }
  }
}
