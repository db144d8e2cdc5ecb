import { opsCommand } from './command.ts';
import { orderText } from './order-text.ts';
import { viewOrder } from './order-view.ts';

export const orderCommand = opsCommand({
  name: 'order',
  does: "One order from end to end: its row, receipt, payment, the gateway's view, and the record re-read from Kafka.",
  define: (command) =>
    command
      .argument('<orderId>')
      .addHelpText('after', '\nExit code 1 where the order is unknown, or Kafka or the gateway contradicts the rows.'),
  run: async (system, [orderId = '']) => {
    const view = await viewOrder(system, orderId);
    if (view === undefined) return { data: null, text: `There is no order ${orderId}.`, ok: false };
    return { data: view, text: orderText(view), ok: view.contradictions.length === 0 };
  },
});
