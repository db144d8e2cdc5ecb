import * as z from 'zod/mini';
import type { FlightRecorder } from '../../local/flight-recorder.ts';
import type { InvocationSeen, Observation, RowSeen } from '../../local/order-memory.ts';
import type { EdgeId } from '../contract/live-events.ts';
import type { FlowFigures } from './flow-figures.ts';

/** Of the orders under way: when each was placed. */
const MOST_PLACED = 20_000;

/** A function's name without its stage's prefix. */
export const shortFunction = (name: string) => name.replace(/^chargeonce-[^-]+-/, '');

/** Turns what the local run observes into what passes along the edges; each call of `saw` reports that something moved. */
export function followLocalFlow(recorder: FlightRecorder, figures: FlowFigures, saw: () => void): () => void {
  const placed = new Map<string, number>();
  const pass = (edge: EdgeId, { orderId, at, duplicate }: { orderId: string; at: number; duplicate: boolean }) => {
    const since = placed.get(orderId);
    figures.pass({ edge, orderId, at, after: since === undefined ? undefined : Math.max(0, at - since), duplicate });
    saw();
  };
  const onRow = (row: RowSeen) => {
    if (row.before === undefined) remember(placed, row);
    for (const edge of edgesOfRow(row)) pass(edge, { orderId: row.orderId, at: row.at, duplicate: false });
  };
  const onInvocation = (seen: InvocationSeen) => {
    if (seen.orderId === '') return;
    for (const [edge, at] of edgesOfInvocation(seen))
      pass(edge, { orderId: seen.orderId, at, duplicate: isCopy(seen, recorder) });
  };
  return recorder.listen((seen: Observation) => (seen.kind === 'row' ? onRow(seen) : onInvocation(seen)));
}

const Placed = z.object({ placedAt: z.object({ S: z.string() }) });

function remember(placed: Map<string, number>, { table, orderId, image }: RowSeen) {
  const row = table === 'orders' ? z.safeParse(Placed, image).data : undefined;
  if (row === undefined) return;
  placed.set(orderId, Date.parse(row.placedAt.S));
  const [first] = placed.size > MOST_PLACED ? placed.keys() : [];
  if (first !== undefined) placed.delete(first);
}

// Made once: for each of hundreds of rows a second, a schema costs more to make than to use.
const Text = z.object({ S: z.string() });
const WholeNumber = z.object({ N: z.string() });

const stateIn = (image: RowSeen['image'] | undefined, name: string) => z.safeParse(Text, image?.[name]).data?.S;

const DECIDED = ['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUNDED'];
const attemptsIn = (image: RowSeen['image'] | undefined) =>
  Number(z.safeParse(WholeNumber, image?.['attempts']).data?.N ?? 0);

const FINAL = ['PAID', 'DECLINED', 'CANCELLED', 'REFUNDED'];

const edgesOfRow = ({ table, image, before }: RowSeen): EdgeId[] =>
  table === 'orders'
    ? edgesOfOrder(stateIn(image, 'status') ?? '', stateIn(before, 'status'))
    : edgesOfPayment(image, before);

function edgesOfPayment(image: RowSeen['image'], before: RowSeen['before']): EdgeId[] {
  const [state, earlier] = [stateIn(image, 'state') ?? '', stateIn(before, 'state')];
  const decided: EdgeId[] = state !== earlier && DECIDED.includes(state) ? ['decide'] : [];
  if (before === undefined) return ['claim', ...decided];
  return attemptsIn(image) > attemptsIn(before) ? ['retry', ...decided] : decided;
}

function edgesOfOrder(status: string, earlier: string | undefined): EdgeId[] {
  if (earlier === undefined) return status === 'PLACED' ? ['accept'] : [];
  return status !== earlier && FINAL.includes(status) ? ['settle'] : [];
}

/** What a function passes on when it is invoked, and when it has succeeded. */
const PASSES: Readonly<Record<string, { readonly begun?: EdgeId; readonly done?: EdgeId }>> = {
  'order-publisher': { begun: 'stream', done: 'publish' },
  'payment-processor': { begun: 'consume' },
  'payment-publisher': { done: 'announce' },
  quarantine: { done: 'quarantine' },
};

function edgesOfInvocation({
  functionName,
  from,
  until,
  outcome,
  about,
}: InvocationSeen): (readonly [EdgeId, number])[] {
  if (about.kind === 'request') return about.path.endsWith('/confirm') ? [['charge', until]] : [];
  const { begun, done } = PASSES[shortFunction(functionName)] ?? {};
  return [
    ...(begun === undefined ? [] : [[begun, from] as const]),
    ...(done === undefined || outcome === 'failed' ? [] : [[done, until] as const]),
  ];
}

/** Whether the payment processor had this order's event before: the record comes again, or is a copy. */
function isCopy({ functionName, orderId, from, about }: InvocationSeen, recorder: FlightRecorder): boolean {
  if (about.kind !== 'kafka-record' || shortFunction(functionName) !== 'payment-processor') return false;
  return recorder
    .of(orderId)
    .some((seen) => isProcessed(seen) && seen.functionName === functionName && seen.from < from);
}

const isProcessed = (seen: Observation): seen is InvocationSeen =>
  seen.kind === 'invocation' && seen.outcome === 'ok' && seen.about.kind === 'kafka-record';
