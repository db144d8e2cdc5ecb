package compare;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;

/** The code of the question: it saves, commits, then sends. With WAIT_FOR_BROKER it waits for all replicas. */
@Component
@ConditionalOnProperty(name = "PLACING", havingValue = "save-then-send")
class SaveThenSend implements OrderPlacing {
  private final OrdersTable orders;
  private final StreamBridge bridge;

  SaveThenSend(OrdersTable orders, StreamBridge bridge) {
    this.orders = orders;
    this.bridge = bridge;
  }

  @Override
  public void place(NewOrder order, Steps steps) {
    orders.insert(order);
    steps.done("saved");
    send(bridge, order);
    steps.done("sent");
  }

  static void send(StreamBridge bridge, NewOrder order) {
    var message = MessageBuilder.withPayload(order.event()).setHeader("orderId", order.orderId()).build();
    if (!bridge.send("orderPlaced-out-0", message)) throw new IllegalStateException("not sent");
  }
}
