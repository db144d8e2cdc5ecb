import type {
  ApiCall,
  FinalOrder,
  FinalPayment,
  LedgerPayment,
  SeenRow,
  StoredEvent,
} from '../../../../proof/history/history.ts';
import type { RunHistory } from '../../../../proof/history/run-history.ts';

const BEGAN = Date.parse('2026-01-01T12:00:00.000Z');
export const FAULT_WINDOW = { from: BEGAN + 10_000, until: BEGAN + 20_000 };
const [PLACED, CANCELLED, DECIDED] = ['orders.placed', 'orders.cancelled', 'payments.decided'];

/** What becomes of an order in a clean history, and of its payment. */
interface Ending {
  readonly status: FinalOrder['status'];
  readonly payment: string;
  readonly atGateway: Pick<LedgerPayment, 'state' | 'captures' | 'refunds'>;
  readonly isCancelled?: boolean;
}

const ENDINGS: readonly Ending[] = [
  { status: 'PAID', payment: 'CAPTURED', atGateway: { state: 'succeeded', captures: 1, refunds: 0 } },
  { status: 'DECLINED', payment: 'DECLINED', atGateway: { state: 'canceled', captures: 0, refunds: 0 } },
  {
    status: 'CANCELLED',
    payment: 'VOID',
    atGateway: { state: 'canceled', captures: 0, refunds: 0 },
    isCancelled: true,
  },
  {
    status: 'REFUNDED',
    payment: 'REFUNDED',
    atGateway: { state: 'succeeded', captures: 1, refunds: 1 },
    isCancelled: true,
  },
  { status: 'IN_REVIEW', payment: 'IN_REVIEW', atGateway: { state: 'open', captures: 0, refunds: 0 } },
  { status: 'PAID', payment: 'CAPTURED', atGateway: { state: 'succeeded', captures: 1, refunds: 0 } },
];

/** Six orders, the last of another tenant, each with its events, rows and payment. Nothing is wrong with it. */
export function aHistory(): RunHistory {
  const lives = ENDINGS.map(lifeOf);
  const all = <Part extends keyof Life>(part: Part) => lives.map((life) => life[part]);
  const bad = { topic: PLACED, partition: 1, offset: 0 };
  return {
    run: {
      system: 'a clean one',
      seed: 1,
      orders: ENDINGS.length,
      beganAt: BEGAN,
      faultsEndedAt: BEGAN,
      endedAt: BEGAN + 60_000,
      faults: [{ kind: 'kill-broker', ...FAULT_WINDOW, fired: true, evidence: 'another leader' }],
      limits: { moving: 5_000, parked: 20_000, requeued: 40_000 },
      secrets: ['4242424242424242'],
    },
    api: [...all('calls').flat(), ...furtherCalls(lives)],
    orders: all('order'),
    topic: [
      ...all('events').flat(),
      { ...bad, key: null, eventId: null, type: 'unreadable', orderId: null, bytesHash: 'bad' },
    ],
    ledger: all('charge'),
    changes: all('changes').flat(),
    payments: all('payment'),
    quarantine: [{ topic: 'dlq', partition: 0, offset: 0, from: bad, error: 'Unreadable', bytesHash: 'bad' }],
    commits: [PLACED, CANCELLED, DECIDED].map((topic) => ({
      at: BEGAN + 50_000,
      group: `readers of ${topic}`,
      topic,
      partition: 0,
      offset: ENDINGS.length,
    })),
    logs: [{ name: 'order-api.log', text: 'accepted\naccepted\n' }],
  };
}

type Life = ReturnType<typeof lifeOf>;

function lifeOf({ status, payment, atGateway, isCancelled = false }: Ending, index: number) {
  const orderId = `order-${index + 1}`;
  const at = BEGAN + index * 100;
  const order: FinalOrder = {
    ...{ orderId, status, tenant: index === ENDINGS.length - 1 ? 'globex' : 'acme' },
    ...{ amount: 1_000 + index, currency: 'EUR', bodyHash: `body-${index}`, placedAt: at, settledAt: at + 1_000 },
    ...{ cancelRequested: isCancelled, parked: index === 1, requeued: index === 2 },
    receipts: [{ topic: 'orders.placed', partition: 0, offset: index, eventId: `${orderId}.1` }],
  };
  const about = { orderId, tenant: order.tenant, amount: order.amount, currency: order.currency };
  const eventId = `${orderId}.1`;
  const row: FinalPayment = { ...about, eventId, state: payment, intentId: `pi_${index}` };
  return {
    order,
    calls: [callOf(order, { at, key: `key-${index}` })],
    charge: chargeOf(row, atGateway, at),
    payment: row,
    events: eventsOf(row, { offset: index, isCancelled }),
    changes: changesOf(row, order, at),
  };
}

/** A retry, another body under a used key, another tenant's order asked for, and one refused. */
function furtherCalls([first]: readonly Life[]): ApiCall[] {
  const [call] = first?.calls ?? [];
  if (call === undefined) return [];
  return [
    { ...call, at: BEGAN + 700 },
    { ...call, at: BEGAN + 800, bodyHash: 'another', amount: 1, status: 422, orderId: null },
    { ...call, at: BEGAN + 900, action: 'read', tenant: 'globex', key: null, status: 404 },
    { ...call, at: FAULT_WINDOW.from, key: 'in vain', status: 503, orderId: null },
  ];
}

const callOf = (order: FinalOrder, { at, key }: Pick<ApiCall, 'at' | 'key'>): ApiCall => ({
  ...{ at, key, action: 'place', status: 202 },
  ...{ tenant: order.tenant, amount: order.amount, currency: order.currency, orderId: order.orderId },
  bodyHash: order.bodyHash ?? null,
});

const chargeOf = ({ state: _, ...row }: FinalPayment, at: Ending['atGateway'], created: number): LedgerPayment => ({
  ...row,
  ...at,
  intentId: row.intentId ?? '',
  capturedAmount: at.captures * row.amount,
  refundedAmount: at.refunds * row.amount,
  at: created,
});

interface Published {
  readonly offset: number;
  readonly isCancelled: boolean;
}

function eventsOf({ eventId, orderId, state, ...row }: FinalPayment, { offset, isCancelled }: Published) {
  const { tenant, amount, currency } = row;
  const event = { offset, orderId, tenant, amount, currency, partition: 0, key: orderId };
  const events: StoredEvent[] = [
    { ...event, topic: 'orders.placed', eventId, type: 'order-placed' },
    { ...event, topic: 'payments.decided', eventId: `${eventId}:${state}`, type: 'payment-decided', state },
  ];
  const cancelled = { ...event, topic: 'orders.cancelled', eventId: `${orderId}.2`, type: 'order-cancelled' } as const;
  return isCancelled ? [...events, cancelled] : events;
}

function changesOf({ eventId, orderId, state, intentId = '' }: FinalPayment, { status }: FinalOrder, at: number) {
  const [order, payment] = [
    { row: 'order', orderId } as const,
    { row: 'payment', orderId, eventId, intentId } as const,
  ];
  const changes: SeenRow[] = [
    { ...order, at, version: 1, state: 'PLACED' },
    { ...payment, at: at + 100, state: 'CHARGING' },
    { ...payment, at: at + 200, state },
    { ...order, at: at + 300, version: 2, state: status },
  ];
  return changes;
}
