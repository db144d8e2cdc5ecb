package compare;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The first answer: it sends within the transaction and commits when the broker has the event. */
@Component
@ConditionalOnProperty(name = "PLACING", havingValue = "send-then-commit")
class SendThenCommit implements OrderPlacing {
  private final OrdersTable orders;
  private final StreamBridge bridge;
  private final TransactionTemplate transaction;

  SendThenCommit(OrdersTable orders, StreamBridge bridge, TransactionTemplate transaction) {
    this.orders = orders;
    this.bridge = bridge;
    this.transaction = transaction;
  }

  @Override
  public void place(NewOrder order, Steps steps) {
    transaction.executeWithoutResult(
        begun -> {
          orders.insert(order);
          steps.done("saved");
          SaveThenSend.send(bridge, order);
          steps.done("sent");
        });
    steps.done("committed");
  }
}
