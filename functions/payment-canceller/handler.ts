import type { MetricOf } from '../contracts/metrics.ts';
import { dynamoTableNotes } from '../payments/dynamo-table-notes.ts';
import { tableGuard } from '../payments/table-guard.ts';
import { consumerHandler, reportOutcome } from '../platform/consumer-handler.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { type CancellationOutcome, cancelPayment, processOrderCancelled } from './cancel-payment.ts';
import { dynamoCancellations } from './dynamo-cancellations.ts';
import { PaymentCancellerEnv } from './env.ts';

const METRICS: Readonly<Record<CancellationOutcome, MetricOf<'payment-canceller'>>> = {
  voided: 'PaymentsVoided',
  noted: 'CancellationsNoted',
  'refund-due': 'RefundsDue',
  unchanged: 'DuplicatesSuppressed',
  mismatch: 'PaymentMismatches',
};

const table = { dynamo: dynamoClient(), table: readEnv(PaymentCancellerEnv).PAYMENT_DEDUP_TABLE };

export const handler = consumerHandler({
  // A payment that a restored table lacks may have captured: it must not be called void.
  begin: tableGuard(dynamoTableNotes(table)).assertRebuilt,
  process: processOrderCancelled({
    cancel: cancelPayment({ ledger: dynamoCancellations(table), now: () => new Date() }),
    report: reportOutcome('cancellation', METRICS),
  }),
});
