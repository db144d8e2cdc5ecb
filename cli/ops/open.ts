import { opsCommand } from './command.ts';
import { readOpenOrders } from './open-orders.ts';
import { openOrdersText } from './open-orders-text.ts';

export const openCommand = opsCommand({
  name: 'open',
  does: 'The orders whose status is not final, oldest first.',
  run: async (system) => {
    const found = await readOpenOrders(system);
    return { data: found, text: openOrdersText(found, 'No order is open.') };
  },
});

export const failedCommand = opsCommand({
  name: 'failed',
  does: 'The open orders whose event, or whose payment, can never be published as it is.',
  define: (command) => command.addHelpText('after', '\nExit code 1 where there are any.'),
  run: async (system) => {
    const { open, unreadable } = await readOpenOrders(system);
    const failed = open.filter(({ order, payment }) => order.publishFailure ?? payment?.publishFailure);
    const found = { open: failed, unreadable };
    const text = openOrdersText(found, 'Nothing waits for an operator.');
    return { data: found, text, ok: failed.length + unreadable.length === 0 };
  },
});
