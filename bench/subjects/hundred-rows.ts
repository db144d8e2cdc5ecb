import { randomBytes } from 'node:crypto';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { anOrderRow } from '../../test/doubles/order-builders.ts';

// Apart from what publishes them: the peer must not load our changes to kafkajs.

/** Of the names of the topics with so many partitions. */
export const prefixOf = (partitions: number) => `p${partitions}.`;

/** A batch of new orders, whose events are about 500 bytes of JSON. */
export const hundredRows = (): OrderRow[] =>
  Array.from({ length: 100 }, () => {
    const line = (number: number) => ({ sku: `tea-of-this-year-no-${number}`, quantity: 2, unitAmount: 1_250 });
    const lines = [1, 2, 3, 4, 5].map(line);
    return anOrderRow({ orderId: `ord_${randomBytes(11).toString('hex')}`, lines, totalAmount: 12_500 });
  });
