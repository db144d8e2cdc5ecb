import type {
  ApiCall,
  FinalOrder,
  FinalPayment,
  LedgerPayment,
  RecordPlace,
  SeenRow,
  StoredEvent,
} from '../history/history.ts';
import type { RunHistory } from '../history/run-history.ts';

/** A history with what several invariants look up in it. */
export interface HistoryEvidence {
  readonly history: RunHistory;
  readonly orderById: ReadonlyMap<string, FinalOrder>;
  /** The requests to place an order that were answered 2xx, in the order of the answers. */
  readonly accepted: readonly AcceptedCall[];
  readonly chargesOf: (orderId: string) => readonly LedgerPayment[];
  /** By place: `<topic>-<partition>@<offset>`. */
  readonly recordAt: ReadonlyMap<string, StoredEvent>;
  readonly eventsOf: (orderId: string) => readonly StoredEvent[];
  /** Empty where nobody has seen changes. */
  readonly orderChanges: ReadonlyMap<string, readonly SeenRow[]>;
  /** By event. */
  readonly paymentChanges: ReadonlyMap<string, readonly SeenRow[]>;
  readonly paymentByEvent: ReadonlyMap<string, FinalPayment>;
}

export interface AcceptedCall extends ApiCall {
  readonly orderId: string;
}

export const placeOf = ({ topic, partition, offset }: RecordPlace) => `${topic}-${partition}@${offset}`;

export const isAccepted = (call: ApiCall): call is AcceptedCall =>
  call.action === 'place' && call.orderId !== null && isSuccess(call);

export const isSuccess = ({ status }: Pick<ApiCall, 'status'>) => status !== null && status >= 200 && status < 300;

export function evidenceOf(history: RunHistory): HistoryEvidence {
  const { api, orders, topic, ledger, changes = [], payments = [] } = history;
  const charges = Map.groupBy(ledger, ({ orderId }) => orderId);
  const events = Map.groupBy(topic, ({ orderId }) => orderId);
  return {
    history,
    orderById: new Map(orders.map((order) => [order.orderId, order])),
    accepted: api.filter(isAccepted),
    chargesOf: (orderId) => charges.get(orderId) ?? [],
    recordAt: new Map(topic.map((record) => [placeOf(record), record])),
    eventsOf: (orderId) => events.get(orderId) ?? [],
    orderChanges: Map.groupBy(
      changes.filter(({ row }) => row === 'order'),
      ({ orderId }) => orderId,
    ),
    paymentChanges: Map.groupBy(
      changes.filter(({ row }) => row === 'payment'),
      ({ orderId, eventId }) => eventId ?? orderId,
    ),
    paymentByEvent: new Map(payments.map((payment) => [payment.eventId, payment])),
  };
}
