package interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.cloud.function.cloudevent.CloudEventMessageUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/** Reads topics from their first to their last record, and prints one JSON object a record. */
@Configuration
@Profile("read")
class ReadEvents {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<TopicPartition, Long> left;
  private final ObjectMapper json = new ObjectMapper();

  ReadEvents(
      @Value("${spring.cloud.stream.kafka.binder.brokers}") String brokers,
      @Value("${spring.cloud.stream.bindings.events-in-0.destination}") String topics)
      throws Exception {
    left = ends(brokers, topics.split(","));
    if (left.isEmpty()) ended.countDown();
  }

  @Bean
  Consumer<Message<byte[]>> events() {
    return message -> {
      var headers = message.getHeaders();
      var place = new TopicPartition(textOf(headers, KafkaHeaders.RECEIVED_TOPIC), partitionOf(headers));
      var offset = headers.get(KafkaHeaders.OFFSET, Long.class);
      print(describe(message, place, offset));
      synchronized (left) {
        left.computeIfPresent(place, (ignored, end) -> offset + 1 >= end ? null : end);
        if (left.isEmpty()) ended.countDown();
      }
    };
  }

  @Bean
  CommandLineRunner untilRead() {
    return arguments -> {
      if (!ended.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("not read within a minute: " + left);
    };
  }

  private Map<String, Object> describe(Message<byte[]> message, TopicPartition place, long offset) {
    var headers = message.getHeaders();
    var told = new LinkedHashMap<String, Object>();
    told.put("topic", place.topic());
    told.put("partition", place.partition());
    told.put("offset", offset);
    told.put("key", textOf(headers, KafkaHeaders.RECEIVED_KEY));
    if (CloudEventMessageUtils.isCloudEvent(message)) {
      told.put("id", CloudEventMessageUtils.getId(message));
      told.put("type", CloudEventMessageUtils.getType(message));
      told.put("source", String.valueOf(CloudEventMessageUtils.getSource(message)));
      told.put("subject", CloudEventMessageUtils.getSubject(message));
    }
    if (headers.containsKey(KafkaHeaders.DLT_ORIGINAL_TOPIC)) told.put("deadLetter", deadLetter(headers));
    told.put("data", Base64.getEncoder().encodeToString(message.getPayload()));
    return told;
  }

  /** What Spring's DeadLetterPublishingRecoverer tells, in its encodings. */
  private static Map<String, Object> deadLetter(MessageHeaders headers) {
    var told = new LinkedHashMap<String, Object>();
    told.put("topic", textOf(headers, KafkaHeaders.DLT_ORIGINAL_TOPIC));
    told.put("partition", bytesOf(headers, KafkaHeaders.DLT_ORIGINAL_PARTITION).getInt());
    told.put("offset", bytesOf(headers, KafkaHeaders.DLT_ORIGINAL_OFFSET).getLong());
    told.put("timestamp", bytesOf(headers, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP).getLong());
    told.put("error", textOf(headers, KafkaHeaders.DLT_EXCEPTION_FQCN));
    told.put("message", textOf(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE));
    return told;
  }

  private static ByteBuffer bytesOf(MessageHeaders headers, String name) {
    return ByteBuffer.wrap(headers.get(name, byte[].class));
  }

  private static int partitionOf(MessageHeaders headers) {
    return headers.get(KafkaHeaders.RECEIVED_PARTITION, Integer.class);
  }

  private static String textOf(MessageHeaders headers, String name) {
    return headers.get(name) instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(headers.get(name));
  }

  private synchronized void print(Map<String, Object> told) {
    try {
      System.out.println(json.writeValueAsString(told));
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  /** Where each partition ends that holds records. */
  private static Map<TopicPartition, Long> ends(String brokers, String[] topics) throws Exception {
    try (var admin = AdminClient.create(Map.of("bootstrap.servers", brokers))) {
      var asked = new HashMap<TopicPartition, OffsetSpec>();
      for (var described : admin.describeTopics(List.of(topics)).allTopicNames().get().values())
        for (var partition : described.partitions())
          asked.put(new TopicPartition(described.name(), partition.partition()), OffsetSpec.latest());
      var ends = new HashMap<TopicPartition, Long>();
      admin.listOffsets(asked).all().get().forEach((place, end) -> ends.put(place, end.offset()));
      ends.values().removeIf(end -> end == 0);
      return ends;
    }
  }
}
