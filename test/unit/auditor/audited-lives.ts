import type { OrderEvidence } from '../../../functions/auditor/order-evidence.ts';
import {
  anAuditedIntent,
  anAuditedOrder,
  anAuditedPayment,
  anAuditedRefund,
  anEvidence,
  aTopic,
  decided,
  MINUTE,
  PLACED,
} from './audit-evidence.ts';

/** Every life of an order, as it is at rest and on its way; nothing of it is a discrepancy, however late it is. */
export const AT_REST = {
  paid: anEvidence(),
  declined: anEvidence({
    order: anAuditedOrder({ status: 'DECLINED', decision: decided('DECLINED') }),
    payment: anAuditedPayment({ state: 'DECLINED' }),
    topic: aTopic({ decided: ['DECLINED'] }),
    intents: [anAuditedIntent({ status: 'canceled' })],
  }),
  'declined, beside an intent that nobody will confirm': anEvidence({
    order: anAuditedOrder({ status: 'DECLINED', decision: decided('DECLINED') }),
    payment: anAuditedPayment({ state: 'DECLINED' }),
    topic: aTopic({ decided: ['DECLINED'] }),
    intents: [
      anAuditedIntent({ status: 'canceled' }),
      anAuditedIntent({ id: 'pi_2', status: 'requires_confirmation' }),
    ],
  }),
  'declined, nothing at the gateway': anEvidence({
    order: anAuditedOrder({ status: 'DECLINED', decision: decided('DECLINED', null) }),
    payment: anAuditedPayment({ state: 'DECLINED', intentId: undefined, reference: undefined }),
    topic: aTopic({ decided: ['DECLINED'] }),
    intents: [],
  }),
  cancelled: anEvidence({
    order: anAuditedOrder({ status: 'CANCELLED', cancelledAt: PLACED + 10, decision: decided('VOID', null) }),
    payment: anAuditedPayment({ state: 'VOID', intentId: undefined, reference: undefined }),
    topic: aTopic({ isCancelled: true, decided: ['VOID'] }),
    intents: [],
  }),
  refunded: anEvidence({
    order: anAuditedOrder({ status: 'REFUNDED', cancelledAt: PLACED + 2_000, decision: decided('REFUNDED') }),
    payment: anAuditedPayment({ state: 'REFUNDED' }),
    topic: aTopic({ isCancelled: true, decided: ['CAPTURED', 'REFUNDED'] }),
    refunds: [anAuditedRefund()],
  }),
  'refunded in parts': anEvidence({
    order: anAuditedOrder({ status: 'REFUNDED', cancelledAt: PLACED + 2_000, decision: decided('REFUNDED') }),
    payment: anAuditedPayment({ state: 'REFUNDED' }),
    topic: aTopic({ isCancelled: true, decided: ['REFUNDED'] }),
    refunds: [anAuditedRefund({ amount: 250 }), anAuditedRefund({ id: 're_2', amount: 1_000 })],
  }),
  'in review': anEvidence({
    order: anAuditedOrder({ status: 'IN_REVIEW', decision: decided('IN_REVIEW') }),
    payment: anAuditedPayment({ state: 'IN_REVIEW' }),
    topic: aTopic({ decided: ['IN_REVIEW'] }),
  }),
  parked: anEvidence({
    order: anAuditedOrder({ status: 'PLACED', decision: undefined }),
    payment: anAuditedPayment({
      ...{ state: 'CHARGING', reference: undefined, decidedAt: undefined, dueAt: PLACED + 90 * MINUTE },
    }),
    topic: aTopic({ decided: [] }),
    intents: [anAuditedIntent({ status: 'requires_confirmation' })],
  }),
  'refund due': anEvidence({
    order: anAuditedOrder({ cancelledAt: PLACED + 2_000 }),
    payment: anAuditedPayment({ state: 'REFUND_DUE', dueAt: PLACED + 90 * MINUTE }),
    topic: aTopic({ isCancelled: true }),
  }),
  'paid by the intent that an operator named': anEvidence({
    order: anAuditedOrder({ decision: decided('CAPTURED', 'pi_2') }),
    payment: anAuditedPayment({ reference: 'pi_2' }),
    intents: [anAuditedIntent({ status: 'canceled' }), anAuditedIntent({ id: 'pi_2' })],
  }),
  'charged twice, one given back by hand': anEvidence({
    intents: [anAuditedIntent(), anAuditedIntent({ id: 'pi_2' })],
    refunds: [anAuditedRefund({ intentId: 'pi_2' })],
  }),
  'impossible to publish': anEvidence({
    order: anAuditedOrder({
      ...{ status: 'PLACED', decision: undefined, receipt: undefined },
      hasOutbox: true,
      isUnpublishable: true,
    }),
    payment: undefined,
    topic: aTopic({ publishedAt: undefined, decided: [], receipt: 'unknown' }),
    intents: [],
  }),
} as const satisfies Readonly<Record<string, OrderEvidence>>;
