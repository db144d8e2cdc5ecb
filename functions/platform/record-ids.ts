import * as z from 'zod/mini';
import { OrderPlaced } from '../contracts/order-placed.ts';
import type { KafkaRecord } from './kafka-batch.ts';
import { headerText } from './kafka-headers.ts';
import { traceIdOf } from './trace-parent.ts';

/** What a record's log lines are found by. Key and headers are the sender's own: only what has an id's form is told. */
export const recordIds = ({ key, headers }: Pick<KafkaRecord, 'key' | 'headers'>) => ({
  orderId: z.safeParse(OrderPlaced.shape.orderId, key?.toString()).data,
  traceId: traceIdOf(headerText(headers, 'traceparent') ?? ''),
});
