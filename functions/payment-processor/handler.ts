import { readAheadLedger } from '../payments/dynamo-read-ahead.ts';
import { reportPayment } from '../payments/payment-report.ts';
import { wirePayments } from '../payments/wiring.ts';
import { consumerHandler } from '../platform/consumer-handler.ts';
import { eventIdOf } from '../platform/decode-event.ts';
import { readEnv } from '../platform/env.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { PaymentProcessorEnv } from './env.ts';
import { processOrderPlaced } from './process-order-placed.ts';

const env = readEnv(PaymentProcessorEnv);
const dynamo = leanDynamo();
const { ledger, readAhead } = readAheadLedger({ dynamo, table: env.PAYMENT_DEDUP_TABLE });
const { attempt, assertRebuilt } = wirePayments(env, dynamo, ledger);

export const handler = consumerHandler({
  async begin(records) {
    await assertRebuilt();
    await readAhead(records.flatMap(eventIdOf));
  },
  process: processOrderPlaced({ charge: attempt.charge, report: reportPayment }),
  // The slowest attempt: the key's account, creation, confirmation, second look and cancellation, and three writes, each tried three times.
  timePerRecord: 45_000,
});
