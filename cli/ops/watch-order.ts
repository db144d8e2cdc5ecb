import { setTimeout as delay } from 'node:timers/promises';
import { rowProgress } from '../../local/order-progress.ts';
import { personTerminal } from '../../local/terminal.ts';
import { readOrder } from './order-view.ts';
import type { System } from './system.ts';

const BETWEEN_LOOKS_MS = 500;

/** Prints the steps of an order, on the standard error, until nothing more is expected of it; not where it is unknown. */
export async function watchOrder(system: System, orderId: string): Promise<void> {
  const { step } = personTerminal({ quiet: false, write: (line) => process.stderr.write(`${line}\n`) });
  const notifyOfRow = rowProgress({ notify: [step], now: () => new Date() });
  for (;;) {
    const row = await readOrder(system, orderId);
    if (row === undefined) return;
    notifyOfRow(row);
    if (row.openSince === undefined) return;
    await delay(BETWEEN_LOOKS_MS);
  }
}
