import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { Intent, inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';

/** An order's record, and what is known of its payment at a moment. */
export interface Watched {
  readonly eventId: string;
  /** The consumer group has gone past it. */
  isAcknowledged: boolean;
}

type AtGateway = ReturnType<typeof inMemoryPaymentGateway>;

/** Checks, at a moment of a life, what must hold at every moment. @throws Error that names the broken law. */
export function laws({ intents, captures }: AtGateway, rows: ReadonlyMap<string, PaymentRow>) {
  const before = new Map<string, PaymentRow>();
  return (record: Watched) => {
    const { eventId } = record;
    const row = rows.get(eventId);
    const own = [...intents.values()].filter(({ request }) => request.eventId === eventId);
    const moment = { record, row, own, before: before.get(eventId), captures: captures(eventId) };
    const broken = ALL.find(([, isBroken]) => isBroken(moment))?.[0];
    if (broken !== undefined) throw new Error(`${broken}: ${JSON.stringify(moment, undefined, 1)}`);
    if (row !== undefined) before.set(eventId, row);
  };
}

interface Moment {
  readonly record: Watched;
  readonly row: PaymentRow | undefined;
  readonly before: PaymentRow | undefined;
  /** The order's intents at the gateway. */
  readonly own: readonly Intent[];
  readonly captures: number;
}

const LAWS: Readonly<Record<string, (moment: Moment) => boolean>> = {
  'it was captured twice': ({ captures }) => captures > 1,
  'another intent than the recorded one was confirmed': ({ row, own }) =>
    own.some(({ intentId, state }) => state.kind !== 'open' && state.kind !== 'canceled' && intentId !== row?.intentId),
  'the intent was rewritten': ({ row, before }) => before?.intentId !== undefined && row?.intentId !== before.intentId,
  'a decision was changed': ({ row, before }) =>
    before !== undefined && before.state !== 'CHARGING' && row?.state !== before.state,
  'it is CAPTURED without its capture': ({ row, own }) =>
    row?.state === 'CAPTURED' && stateOf(own, row.gatewayReference) !== 'succeeded',
  'it is DECLINED although the gateway can capture it': ({ row, captures, own }) =>
    row?.state === 'DECLINED' &&
    (captures > 0 || (row.intentId !== undefined && stateOf(own, row.intentId) !== 'canceled')),
  'it is forgotten': ({ record, row }) => record.isAcknowledged && (row === undefined || isForgotten(row)),
  'it is decided and due': ({ row }) => row !== undefined && row.state !== 'CHARGING' && row.dueAt !== undefined,
};

const ALL = Object.entries(LAWS);

const isForgotten = ({ state, dueAt }: PaymentRow) => state === 'CHARGING' && dueAt === undefined;
const stateOf = (own: readonly Intent[], id: string | undefined) =>
  own.find(({ intentId }) => intentId === id)?.state.kind;
