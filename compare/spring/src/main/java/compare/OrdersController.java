package compare;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrdersController {
  private final ObjectProvider<OrderPlacing> placing;
  private final OrdersTable orders;

  OrdersController(ObjectProvider<OrderPlacing> placing, OrdersTable orders) {
    this.placing = placing;
    this.orders = orders;
  }

  /** A request that comes again finds its order, and is answered as the first one was. */
  @PostMapping("/orders")
  String place(@RequestBody NewOrder order, @RequestHeader(name = "die-after", defaultValue = "") String step) {
    try {
      placing.getObject().place(order, new Steps(step));
    } catch (DuplicateKeyException known) {
      return order.orderId();
    }
    return order.orderId();
  }

  /** A payment service without a database of its own tells it here. */
  @PutMapping("/orders/{orderId}/paid")
  void paid(@PathVariable String orderId) {
    orders.markPaid(orderId);
  }

  @GetMapping("/health")
  String health() {
    return "up";
  }
}
