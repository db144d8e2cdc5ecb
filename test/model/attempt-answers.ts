import type { Decision } from '../../functions/payments/payment-ledger.ts';
import { intentIdOf, ownerOf, type PendingCall, rowOf } from './attempt-driver.ts';
import type { DecodedPayment } from './payment-decoded.ts';

type Worker = DecodedPayment['workers'][number];

/** One step of a process of the model, and the state before and after it. */
export interface Move {
  readonly label: string;
  readonly before: DecodedPayment;
  readonly after: DecodedPayment;
  readonly was: Worker;
  /** Undefined where the process has ended. */
  readonly is: Worker | undefined;
}

export const disagreement = ({ label, was }: Move, text: string) =>
  new Error(`At "${label}" (step ${was.step}) the attempt ${text}`);

/** Whom the row belongs to. */
export const currentOwner = ({ workers }: DecodedPayment) => {
  const owner = workers.find(({ owns }) => owns);
  return owner === undefined ? 'nobody' : ownerOf(owner.place);
};

/** The answer that leads to the next step of the walk. */
export const answerTo = (call: PendingCall, move: Move): unknown =>
  (ANSWERS[call.name] ?? (() => obstacleIn(move)))(move, call);

const aboutIntent = (move: Move) => (move.was.step === 'clean' ? cleaning(move) : intentResponse(move));

const ANSWERS: Readonly<Partial<Record<PendingCall['name'], (move: Move, call: PendingCall) => unknown>>> = {
  create: (move) => creation(move),
  confirm: aboutIntent,
  retrieve: aboutIntent,
  cancel: aboutIntent,
  list: (move) => listing(move),
  decide: (move, call) => deciding(call, move),
  refund: ({ label }) => (label.includes('delayed or lost') ? UNKNOWN : { kind: 'refunded' }),
  refunded: () => undefined,
};

export const UNKNOWN = { kind: 'unknown', reason: 'lost', misconfigured: false } as const;
const UNREACHABLE = { kind: 'unreachable', reason: 'not sent', misconfigured: false } as const;

function creation({ is }: Move) {
  if (is === undefined) return UNREACHABLE;
  if (is.step === 'insert' || is.step === 'record') return { kind: 'created', intentId: intentIdOf(is.intent ?? 0) };
  return is.step === 'insertDeclined' || is.result === 'refused' ? { kind: 'refused', code: 'no' } : UNKNOWN;
}

function intentResponse(move: Move) {
  switch (move.is?.step) {
    case undefined:
      return UNREACHABLE;
    case 'settle':
      return { kind: move.is.result === 'succeeded' ? 'succeeded' : 'canceled' };
    case 'cancel':
      return { kind: 'declined', code: 'declined' };
    case 'confirm':
      return { kind: 'open' };
    default:
      return unfinished(move);
  }
}

/** Before a second look, or before it is parked. */
function unfinished({ was, is, after, label }: Move) {
  if (/unknown|lost/.test(label) || is?.step === 'retrieve') return UNKNOWN;
  const intent = after.intents.find(({ number }) => number === was.intent);
  return { kind: intent?.state ?? 'processing' };
}

const cleaning = ({ is }: Move) => (is?.step === 'list' ? { kind: 'canceled' } : UNKNOWN);

function listing({ before, is, label }: Move) {
  if (label.endsWith('list fails')) return UNKNOWN;
  // Of several open intents the attempt keeps one; the model may cancel any of the others first.
  const last = (number: number) => Number(number !== is?.intent && is?.step === 'clean');
  const shown = [...before.intents].sort((one, other) => last(other.number) - last(one.number));
  return {
    kind: 'listed',
    intents: shown.map(({ number, state }) => ({
      intentId: intentIdOf(number),
      state: state === 'declined' ? { kind: state, code: 'declined' } : { kind: state },
    })),
  };
}

function deciding({ args }: PendingCall, move: Move) {
  const { was, before, after } = move;
  const kind = (args[1] as Decision).kind;
  const expected = was.result === 'succeeded' ? 'captured' : 'not-captured';
  if (kind !== expected) throw disagreement(move, `decides ${kind} instead of ${expected}`);
  const isDecided = before.row?.state === 'CHARGING' && after.row?.state !== 'CHARGING';
  return isDecided && !isLateCancellation(args, move) ? undefined : obstacleIn(move, true);
}

/** The attempt does not know yet that the order was cancelled: it meets that, and decides once more. */
const isLateCancellation = ([claim]: readonly unknown[], { before }: Move) =>
  before.row?.cancelRequested === true && (claim as { cancelRequested?: boolean }).cancelRequested !== true;

/** Undefined where the write of the step took effect. */
function obstacleIn({ before, after, label }: Move, always = false) {
  if (!always && !/refused|decided meanwhile/.test(label)) return undefined;
  const row = before.row ?? after.row;
  return row === null ? undefined : rowOf(row, currentOwner(before));
}
