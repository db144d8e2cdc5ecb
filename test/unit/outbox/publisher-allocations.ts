import { marshall } from '@aws-sdk/util-dynamodb';
import { readOrderEvents } from '../../../functions/outbox-publisher/outbox-events.ts';
import { streamRecords } from '../../../functions/platform/stream-batch.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';

// Run in a process whose young generation holds all of it, so that nothing is collected in between.

const ROWS = 1_000;

const Records = Array.from({ length: ROWS }, (_, number) => ({
  dynamodb: {
    SequenceNumber: String(number),
    Keys: marshall({ orderId: orderIdOf(number) }),
    NewImage: marshall(anOrderRow({ orderId: orderIdOf(number) }), { removeUndefinedValues: true }),
  },
}));

const eventsOf = readOrderEvents('');
const read = () => streamRecords({ Records }).map(eventsOf);

for (let warmUp = 0; warmUp < 30; warmUp++) read();
globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const events = read();
console.log((process.memoryUsage().heapUsed - before) / events.length);
