import type {
  AuditClock,
  AuditedIntent,
  AuditedOrder,
  AuditedPayment,
  AuditedRefund,
  OrderEvidence,
  TopicEvidence,
} from '../../../functions/auditor/order-evidence.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

export const PLACED = Date.parse(PLACED_AT);
export const MINUTE = 60_000;
const LAG = 20 * MINUTE;

/** An hour after the order was placed: whatever is under way by then is stuck. */
export const clock = (differing: Partial<AuditClock> = {}): AuditClock => ({
  now: PLACED + 60 * MINUTE,
  lag: LAG,
  topicsSince: PLACED - 5 * MINUTE,
  ...differing,
});

/** As long after the order was placed as its events may be under way. */
export const early = () => clock({ now: PLACED + LAG });

/** A paid order. */
export const anAuditedOrder = (differing: Partial<AuditedOrder> = {}): AuditedOrder => ({
  orderId: orderIdOf(1),
  tenant: 'local',
  currency: 'EUR',
  amount: 1_250,
  placedAt: PLACED,
  status: 'PAID',
  version: 3,
  hasOutbox: false,
  receipt: { topic: ORDER_PLACED.topic, partition: 4, offset: 17, acknowledgedAt: PLACED + 20 },
  cancelledAt: undefined,
  isUnpublishable: false,
  decision: { state: 'CAPTURED', reference: 'pi_1', decidedAt: PLACED + 1_000 },
  ...differing,
});

export const anAuditedPayment = (differing: Partial<AuditedPayment> = {}): AuditedPayment => ({
  eventId: ORDER_PLACED.eventId(orderIdOf(1)),
  orderId: orderIdOf(1),
  tenant: 'local',
  currency: 'EUR',
  amount: 1_250,
  state: 'CAPTURED',
  firstAttemptAt: PLACED + 500,
  leaseUntil: PLACED + MINUTE,
  intentId: 'pi_1',
  reference: 'pi_1',
  dueAt: undefined,
  decidedAt: PLACED + 1_000,
  cancelRequested: false,
  isUnpublishable: false,
  ...differing,
});

export const anAuditedIntent = (differing: Partial<AuditedIntent> = {}): AuditedIntent => ({
  id: 'pi_1',
  status: 'succeeded',
  createdAt: PLACED + 600,
  amount: 1_250,
  currency: 'EUR',
  orderId: orderIdOf(1),
  eventId: ORDER_PLACED.eventId(orderIdOf(1)),
  tenant: 'local',
  ...differing,
});

export const anAuditedRefund = (differing: Partial<AuditedRefund> = {}): AuditedRefund => ({
  id: 're_1',
  intentId: 'pi_1',
  createdAt: PLACED + 5 * MINUTE,
  amount: 1_250,
  currency: 'EUR',
  ...differing,
});

export const aTopic = (differing: Partial<TopicEvidence> = {}): TopicEvidence => ({
  publishedAt: PLACED + 15,
  isCancelled: false,
  decided: ['CAPTURED'],
  receipt: 'its own',
  differing: [],
  ...differing,
});

/** Of a paid order, where everything fits together. */
export const anEvidence = (differing: Partial<OrderEvidence> = {}): OrderEvidence => ({
  orderId: orderIdOf(1),
  order: anAuditedOrder(),
  payment: anAuditedPayment(),
  topic: aTopic(),
  intents: [anAuditedIntent()],
  refunds: [],
  ...differing,
});

export const decided = (state: NonNullable<AuditedOrder['decision']>['state'], reference: string | null = 'pi_1') => ({
  ...{ state, reference, decidedAt: PLACED + 1_000 },
});
