package compare;

/** Saves an order and sees to it that its event is published, each in its own way. */
interface OrderPlacing {
  void place(NewOrder order, Steps steps);
}
