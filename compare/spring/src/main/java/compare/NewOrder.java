package compare;

/** An order as a client asks for it, and the data of its event. The amount is in minor units. */
record NewOrder(String orderId, String tenant, long amount, String currency) {
  String eventId() {
    return orderId + ".order-placed";
  }

  String event() {
    return """
        {"eventId":"%s","orderId":"%s","tenant":"%s","amount":%d,"currency":"%s"}"""
        .formatted(eventId(), orderId, tenant, amount, currency);
  }
}
