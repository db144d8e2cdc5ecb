import type { DiscrepancyKind } from '../../../functions/auditor/discrepancies.ts';
import type { OrderEvidence } from '../../../functions/auditor/order-evidence.ts';
import {
  anAuditedIntent,
  anAuditedOrder,
  anAuditedPayment,
  anAuditedRefund,
  anEvidence,
  aTopic,
  decided,
  PLACED,
} from './audit-evidence.ts';
import { AT_REST } from './audited-lives.ts';

/** The row of an order that was just accepted. */
export const placed = (differing: Parameters<typeof anAuditedOrder>[0] = {}) =>
  anAuditedOrder({ status: 'PLACED', decision: undefined, ...differing });
const charging = (differing: Parameters<typeof anAuditedPayment>[0] = {}) =>
  anAuditedPayment({ state: 'CHARGING', reference: undefined, decidedAt: undefined, ...differing });
const { declined, cancelled, refunded, parked } = AT_REST;

/** One discrepancy each. */
export const PLANTED: Readonly<Record<Exclude<DiscrepancyKind, 'row-unreadable'>, OrderEvidence>> = {
  'paid-not-captured': anEvidence({ intents: [anAuditedIntent({ status: 'canceled' })] }),
  'declined-but-captured': { ...declined, intents: [anAuditedIntent()] },
  'cancelled-but-captured': { ...cancelled, intents: [anAuditedIntent()] },
  'intent-still-open': { ...declined, intents: [anAuditedIntent({ status: 'requires_payment_method' })] },
  'captured-twice': anEvidence({ intents: [anAuditedIntent(), anAuditedIntent({ id: 'pi_2' })] }),
  'captured-other-amount': anEvidence({ intents: [anAuditedIntent({ amount: 1_251 })] }),
  'captured-other-currency': anEvidence({ intents: [anAuditedIntent({ currency: 'USD' })] }),
  'captured-for-another': anEvidence({ intents: [anAuditedIntent({ tenant: 'another' })] }),
  'captured-by-other-intent': anEvidence({
    intents: [anAuditedIntent({ status: 'canceled' }), anAuditedIntent({ id: 'pi_2' })],
  }),
  'captured-without-payment': anEvidence({
    order: placed({ receipt: undefined, isUnpublishable: true, hasOutbox: true }),
    payment: undefined,
    topic: aTopic({ publishedAt: undefined, decided: [], receipt: 'unknown' }),
  }),
  'capture-without-order': anEvidence({
    order: undefined,
    payment: undefined,
    topic: AT_REST['impossible to publish'].topic,
  }),
  'refunded-not-given-back': { ...refunded, refunds: [] },
  'refund-too-small': { ...refunded, refunds: [anAuditedRefund({ amount: 1_249 })] },
  'refund-too-large': { ...refunded, refunds: [anAuditedRefund(), anAuditedRefund({ id: 're_2', amount: 1 })] },
  'refunded-twice': { ...refunded, refunds: [anAuditedRefund(), anAuditedRefund({ id: 're_2' })] },
  'refund-unexpected': anEvidence({ refunds: [anAuditedRefund({ amount: 1 })] }),
  'intent-unknown': anEvidence({ intents: [] }),
  'payment-without-order': anEvidence({
    ...{ order: undefined, intents: [], topic: AT_REST['impossible to publish'].topic },
  }),
  'decided-without-payment': anEvidence({ payment: undefined }),
  'payment-differs': anEvidence({ payment: anAuditedPayment({ amount: 1_249 }) }),
  'status-contradicts-payment': anEvidence({
    order: anAuditedOrder({ status: 'DECLINED', decision: decided('DECLINED') }),
    topic: aTopic({ decided: ['DECLINED'] }),
  }),
  'status-behind-payment': anEvidence({ order: placed() }),
  'reference-differs': anEvidence({ order: anAuditedOrder({ decision: decided('CAPTURED', 'pi_2') }) }),
  'published-nowhere': anEvidence({
    ...{ order: placed({ receipt: undefined, hasOutbox: true }), payment: undefined, intents: [] },
    topic: aTopic({ publishedAt: undefined, decided: [], receipt: 'unknown' }),
  }),
  'cancellation-published-nowhere': anEvidence({
    order: anAuditedOrder({ cancelledAt: PLACED + 2_000, hasOutbox: true }),
  }),
  'receipt-names-no-record': anEvidence({ topic: aTopic({ receipt: 'none' }) }),
  'receipt-names-another': anEvidence({ topic: aTopic({ receipt: 'another' }) }),
  'event-without-order': anEvidence({ order: undefined, payment: undefined, intents: [] }),
  'event-differs': anEvidence({ topic: aTopic({ differing: [{ event: 'e', difference: '1251 EUR' }] }) }),
  'cancellation-unknown': anEvidence({ topic: aTopic({ isCancelled: true }) }),
  'decision-published-nowhere': anEvidence({ topic: aTopic({ decided: [] }) }),
  'not-processed': anEvidence({
    ...{ order: placed(), payment: undefined, intents: [], topic: aTopic({ decided: [] }) },
  }),
  'payment-abandoned': { ...parked, payment: charging() },
  'cancellation-without-effect': anEvidence({
    order: anAuditedOrder({ cancelledAt: PLACED + 2_000 }),
    topic: aTopic({ isCancelled: true }),
  }),
};
