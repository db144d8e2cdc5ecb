import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventSerializer;
import io.debezium.data.Envelope;
import io.debezium.transforms.outbox.EventRouter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;

/** Writes orders as CloudEvents' serialiser for Java does, or as Debezium's outbox event router and Connect's converters do. */
public class WriteEvents {
  private static final String TYPE = "chargeonce.order.placed.v1";

  private record Order(String form, String eventId, String orderId, String data) {}

  /** Arguments: the brokers and the topic. Reads a line each: form, event's id, order's id, data, with tabs between them. */
  public static void main(String[] arguments) throws Exception {
    var topic = arguments[1];
    Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "acks", "all");
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var line = input.readLine(); line != null; line = input.readLine()) {
        var fields = line.split("\t");
        var order = new Order(fields[0], fields[1], fields[2], fields[3]);
        var isCloudEvent = order.form.equals("binary") || order.form.equals("structured");
        producer.send(isCloudEvent ? cloudEvent(topic, order) : routed(topic, order)).get();
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> cloudEvent(String topic, Order order) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(order.eventId)
            .withType(TYPE)
            .withSource(URI.create("/shop"))
            .withSubject(order.orderId)
            .withData("application/json", order.data.getBytes(StandardCharsets.UTF_8))
            .build();
    try (var serializer = new CloudEventSerializer()) {
      var encoding = order.form.equals("binary") ? Encoding.BINARY : Encoding.STRUCTURED;
      var settings = new HashMap<String, Object>();
      settings.put(CloudEventSerializer.ENCODING_CONFIG, encoding);
      if (encoding == Encoding.STRUCTURED) settings.put(CloudEventSerializer.EVENT_FORMAT_CONFIG, JsonFormat.CONTENT_TYPE);
      serializer.configure(settings, false);
      var headers = new RecordHeaders();
      var value = serializer.serialize(topic, headers, event);
      return new ProducerRecord<>(topic, null, order.orderId.getBytes(StandardCharsets.UTF_8), value, headers);
    }
  }

  /** The change that Debezium reads of an outbox's new row, through its router and the converters of a worker. */
  private static ProducerRecord<byte[], byte[]> routed(String topic, Order order) {
    try (var router = new EventRouter<SourceRecord>()) {
      var placement = order.form.contains("typed value") ? "type:envelope:eventType" : "type:header:eventType";
      router.configure(
          Map.of(
              "table.fields.additional.placement", placement,
              "route.topic.replacement", topic,
              "table.expand.json.payload", order.form.contains("expanded")));
      var record = router.apply(change(order));
      var headers = new ArrayList<Header>();
      var headerConverter = new SimpleHeaderConverter();
      record
          .headers()
          .forEach(
              header ->
                  headers.add(
                      new RecordHeader(
                          header.key(),
                          headerConverter.fromConnectHeader(topic, header.key(), header.schema(), header.value()))));
      var key = converter(false, false).fromConnectData(topic, record.keySchema(), record.key());
      var json = order.form.contains("JSON");
      var value =
          converter(json, order.form.contains("schema")).fromConnectData(topic, record.valueSchema(), record.value());
      return new ProducerRecord<>(record.topic(), null, key, value, headers);
    }
  }

  private static Converter converter(boolean json, boolean withSchema) {
    var converter = json ? new JsonConverter() : new StringConverter();
    converter.configure(json ? Map.of("schemas.enable", withSchema) : Map.of(), false);
    return converter;
  }

  private static SourceRecord change(Order order) {
    var columns = List.of("id", "aggregatetype", "aggregateid", "type", "payload");
    var row = SchemaBuilder.struct().name("shop.outbox.Value");
    for (var column : columns) row.field(column, Schema.STRING_SCHEMA);
    var rowSchema = row.build();
    var sourceSchema = SchemaBuilder.struct().name("shop.Source").field("table", Schema.STRING_SCHEMA).build();
    var schema =
        Envelope.defineSchema().withName("shop.outbox.Envelope").withRecord(rowSchema).withSource(sourceSchema).build();
    var after =
        new Struct(rowSchema)
            .put("id", order.eventId)
            .put("aggregatetype", "order")
            .put("aggregateid", order.orderId)
            .put("type", TYPE)
            .put("payload", order.data);
    var source = new Struct(sourceSchema).put("table", "outbox");
    var value = schema.create(after, source, Instant.now());
    var position = Map.of("position", UUID.randomUUID().toString());
    return new SourceRecord(Map.of(), position, "shop.outbox", schema.schema(), value);
  }
}
