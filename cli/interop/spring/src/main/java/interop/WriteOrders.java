package interop;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.CommandLineRunner;
import org.springframework.cloud.function.cloudevent.CloudEventMessageBuilder;
import org.springframework.cloud.function.cloudevent.CloudEventMessageUtils;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;

/** Reads a line each: form, event's id, order's id, data, with tabs between them. */
@Component
@Profile("write")
class WriteOrders implements CommandLineRunner {
  private static final String TYPE = "chargeonce.order.placed.v1";

  private final StreamBridge bridge;

  WriteOrders(StreamBridge bridge) {
    this.bridge = bridge;
  }

  @Override
  public void run(String... arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      var fields = line.split("\t");
      var isStructured = fields[0].equals("structured");
      if (!bridge.send(fields[0] + "-out-0", isStructured ? structured(fields) : binary(fields)))
        throw new IllegalStateException("not sent: " + fields[1]);
    }
  }

  private static Message<?> binary(String[] fields) {
    return CloudEventMessageBuilder.withData(fields[3].getBytes(StandardCharsets.UTF_8))
        .setId(fields[1])
        .setType(TYPE)
        .setSource("/shop")
        .setSubject(fields[2])
        .setHeader(KafkaHeaders.KEY, fields[2].getBytes(StandardCharsets.UTF_8))
        .build(CloudEventMessageUtils.KAFKA_ATTR_PREFIX);
  }

  private static Message<?> structured(String[] fields) {
    var event =
        """
        {"specversion":"1.0","id":"%s","type":"%s","source":"/shop","datacontenttype":"application/json","data":%s}"""
            .formatted(fields[1], TYPE, fields[3]);
    return MessageBuilder.withPayload(event.getBytes(StandardCharsets.UTF_8))
        .setHeader(KafkaHeaders.KEY, fields[2].getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
