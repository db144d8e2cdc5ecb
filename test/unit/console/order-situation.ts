import type { OrderFacts } from '../../../console/server/order-facts.ts';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { InvocationSeen } from '../../../local/order-memory.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

export const MINUTE_LATER = Date.parse(PLACED_AT) + 60_000;

/** What differs from an order that was placed a minute ago, with nothing around it. */
export interface OrderSituation extends Partial<Omit<OrderFacts, 'view'>> {
  readonly order?: OrderRow;
  readonly payment?: PaymentRow;
  readonly contradictions?: readonly string[];
}

export const factsOf = ({
  order = anOrderRow(),
  payment,
  contradictions = [],
  ...others
}: OrderSituation): OrderFacts => ({
  view: { order, payment, record: undefined, cancelRecord: undefined, gateway: { intents: [] }, contradictions },
  seen: [],
  logs: [],
  sources: [],
  kafkaProblem: undefined,
  lags: [],
  deadLetters: [],
  faults: [],
  now: MINUTE_LATER,
  ...others,
});

export const failedIn = (functionName: string, error: string): InvocationSeen => ({
  kind: 'invocation',
  orderId: orderIdOf(1),
  functionName: `chargeonce-dev-${functionName}`,
  from: MINUTE_LATER - 1_000,
  until: MINUTE_LATER - 900,
  delivery: 3,
  outcome: 'failed',
  error,
  about: { kind: 'stream-record', table: 'Orders', sequenceNumber: '1' },
});
