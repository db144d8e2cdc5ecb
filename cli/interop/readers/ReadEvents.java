import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from their first to their last record by Kafka's own client, with CloudEvents' deserialiser for Java. */
public class ReadEvents {
  /** Arguments: the brokers, then topics. Prints one JSON object a record. */
  public static void main(String[] arguments) {
    Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "auto.offset.reset", "earliest");
    var topics = Arrays.copyOfRange(arguments, 1, arguments.length);
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new CloudEventDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (var topic : topics)
        for (var partition : consumer.partitionsFor(topic)) partitions.add(new TopicPartition(topic, partition.partition()));
      var left = new HashMap<>(consumer.endOffsets(partitions));
      left.values().removeIf(end -> end == 0);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!left.isEmpty()) {
        var records = consumer.poll(Duration.ofSeconds(30));
        if (records.isEmpty()) throw new IllegalStateException("no record came for 30 s; missing: " + left);
        for (var record : records) {
          System.out.println(text(record));
          var place = new TopicPartition(record.topic(), record.partition());
          left.computeIfPresent(place, (ignored, end) -> record.offset() + 1 >= end ? null : end);
        }
      }
    }
  }

  /** No text in it needs to be escaped. */
  private static String text(ConsumerRecord<String, CloudEvent> record) {
    var event = record.value();
    return """
        {"topic":"%s","partition":%d,"offset":%d,"key":"%s","id":"%s","type":"%s","source":"%s","subject":"%s","data":"%s"}"""
        .formatted(
            record.topic(), record.partition(), record.offset(), record.key(), event.getId(), event.getType(),
            event.getSource(), event.getSubject(), Base64.getEncoder().encodeToString(event.getData().toBytes()));
  }
}
