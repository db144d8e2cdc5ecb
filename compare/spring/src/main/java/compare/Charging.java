package compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.client.ClientHttpRequestFactories;
import org.springframework.boot.web.client.ClientHttpRequestFactorySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

/** Consumers of the topic, which charge the customer. The gateway's key is new for each attempt. */
@Configuration
class Charging {
  private final OrdersTable orders;
  private final ObjectMapper json;
  private final RestClient gateway;

  Charging(OrdersTable orders, ObjectMapper json, @Value("${GATEWAY_URL}") String url) {
    this.orders = orders;
    this.json = json;
    var timeouts = ClientHttpRequestFactorySettings.DEFAULTS.withReadTimeout(Duration.ofSeconds(2));
    this.gateway = RestClient.builder().baseUrl(url).requestFactory(ClientHttpRequestFactories.get(timeouts)).build();
  }

  /** Charges whatever comes. */
  @Bean
  Consumer<String> charge() {
    return record -> pay(orderIn(record));
  }

  /** Charges what is new to the inbox, in the transaction that notes it there. */
  @Bean
  Consumer<String> chargeOnce(TransactionTemplate transaction) {
    return record -> {
      var order = orderIn(record);
      transaction.executeWithoutResult(
          begun -> {
            if (orders.receive(order.eventId())) pay(order);
          });
    };
  }

  private void pay(NewOrder order) {
    gateway
        .post()
        .uri("/charges")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType(MediaType.APPLICATION_JSON)
        .body(order.event())
        .retrieve()
        .toBodilessEntity();
    orders.markPaid(order.orderId());
  }

  private NewOrder orderIn(String record) {
    try {
      var event = json.readTree(record);
      return new NewOrder(
          event.get("orderId").asText(), event.get("tenant").asText(), event.get("amount").asLong(), event.get("currency").asText());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
