package compare;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The tables of both services. */
@Repository
class OrdersTable {
  private final JdbcTemplate jdbc;

  OrdersTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** @throws org.springframework.dao.DuplicateKeyException where the order is there already */
  void insert(NewOrder order) {
    jdbc.update(
        "INSERT INTO orders (order_id, tenant, amount, currency) VALUES (?, ?, ?, ?)",
        order.orderId(), order.tenant(), order.amount(), order.currency());
  }

  /** The row that Debezium's outbox router makes a record of. */
  void insertOutbox(NewOrder order) {
    jdbc.update(
        "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) VALUES (?, 'orders', ?, 'OrderPlaced', ?)",
        order.eventId(), order.orderId(), order.event());
  }

  void markPaid(String orderId) {
    jdbc.update("UPDATE orders SET status = 'PAID', settled_at = COALESCE(settled_at, NOW(3)) WHERE order_id = ?", orderId);
  }

  /** Whether this event is new to the inbox. */
  boolean receive(String eventId) {
    return jdbc.update("INSERT IGNORE INTO inbox (event_id) VALUES (?)", eventId) == 1;
  }
}
