package compare;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Saves the order and the row of the outbox in one transaction; Debezium publishes it. */
@Component
@ConditionalOnProperty(name = "PLACING", havingValue = "outbox")
class SaveWithOutbox implements OrderPlacing {
  private final OrdersTable orders;
  private final TransactionTemplate transaction;

  SaveWithOutbox(OrdersTable orders, TransactionTemplate transaction) {
    this.orders = orders;
    this.transaction = transaction;
  }

  @Override
  public void place(NewOrder order, Steps steps) {
    transaction.executeWithoutResult(
        begun -> {
          orders.insert(order);
          steps.done("saved");
          orders.insertOutbox(order);
        });
    steps.done("committed");
  }
}
