import { answerTo, currentOwner, disagreement, type Move, UNKNOWN } from './attempt-answers.ts';
import { type DrivenAttempt, driveAttempt, intentIdOf, ownerOf, type PendingCall, rowOf } from './attempt-driver.ts';
import { followCancellation, isCancellation } from './cancellation-conformance.ts';
import { type DecodedPayment, decode } from './payment-decoded.ts';
import type { PaymentTransition } from './payment-walks.ts';

/** The model allows more than the code does. */
export class BranchNotTaken extends Error {}

/**
 * Drives the real attempt along a walk through the model: each process of the walk is an attempt, each step of a process answers
 * the attempt's call as the walk says. Throws where the attempt makes another call than the model allows then, and
 * BranchNotTaken where the walk goes on as the code never does. Adds to `branches` what the attempts did.
 */
export async function followWalk(walk: readonly PaymentTransition[], initial: DecodedPayment, branches: Set<string>) {
  const attempts = new Map<number, DrivenAttempt>();
  let before = initial;
  for (const transition of walk) {
    const after = decode(transition.next);
    for (const place of newConsumers(before, after)) attempts.set(place, await driveAttempt('consumer', place));
    if (isCancellation(transition.label)) {
      await followCancellation({ label: transition.label, before, after });
      branches.add(transition.label);
    }
    const move = moveOf(transition, before, after);
    if (move !== undefined) {
      if (await follow(attempts, move)) branches.add(branchOf(transition.label));
      if (move.is === undefined) attempts.delete(move.was.place);
    }
    before = after;
  }
}

const newConsumers = (before: DecodedPayment, { workers }: DecodedPayment) =>
  workers.flatMap(({ place, kind }) =>
    kind === 'consumer' && !before.workers.some((known) => known.place === place) ? [place] : [],
  );

/** Undefined where no consumer and no retrier takes a step. */
function moveOf({ label, process }: PaymentTransition, before: DecodedPayment, after: DecodedPayment) {
  const was = before.workers.find(({ place }) => place === process);
  if (was === undefined || was.kind === 'operator') return undefined;
  return { label, before, after, was, is: after.workers.find(({ place }) => place === was.place) };
}

/** Whoever takes the step, and whichever intent it is about. */
const branchOf = (label: string) => label.replace(/intent \d/, 'intent').replace(/^.*?: /, '');

/** Answers whether an attempt took part. */
async function follow(attempts: Map<number, DrivenAttempt>, move: Move): Promise<boolean> {
  if (isLeftAlone(move)) return false;
  const attempt = attempts.get(move.was.place) ?? (await beginRetry(attempts, move));
  if (attempt === undefined) return false;
  await answerStep(attempt, move);
  if (move.is === undefined) expectEnd(attempt, move);
  return true;
}

/** The row that an insert met is read in the next step, and answered then. */
const isLeftAlone = ({ label }: Move) => label.endsWith('crashes') || label.endsWith('a row is there already');

/** A retrier begins with the row that it finds. */
async function beginRetry(attempts: Map<number, DrivenAttempt>, { before, was }: Move) {
  if (before.row === null) return undefined;
  const attempt = await driveAttempt('retrier', was.place, rowOf(before.row, currentOwner(before)));
  attempts.set(was.place, attempt);
  return attempt;
}

async function answerStep(attempt: DrivenAttempt, move: Move) {
  if (move.was.step === 'read') return answerRead(attempt, move);
  if (move.was.step === 'held' && attempt.outcome() !== undefined) return;
  // The second look that the model may leave out, the attempt always takes.
  const second = attempt.pending();
  if (move.was.step === 'park' && second?.name === 'retrieve') await second.answer(UNKNOWN);
  const call = pendingCall(attempt, move);
  const expected = CALLS[move.was.step];
  if (call.name !== expected) throw disagreement(move, `calls ${call.name} instead of ${expected}`);
  checkIntent(call, move);
  await call.answer(answerTo(call, move));
  await answerAfterwards(attempt, move);
}

const CALLS: Readonly<Record<string, PendingCall['name']>> = {
  createFirst: 'create',
  create: 'create',
  insert: 'insert',
  insertParked: 'insert',
  insertDeclined: 'insert',
  record: 'recordIntent',
  confirm: 'confirm',
  retrieve: 'retrieve',
  cancel: 'cancel',
  clean: 'cancel',
  list: 'list',
  settle: 'decide',
  park: 'park',
  held: 'dueAfterLease',
  refund: 'refund',
  settleRefund: 'refunded',
};

/** Read and takeover are one step of the model. */
async function answerRead(attempt: DrivenAttempt, move: Move) {
  if (attempt.kind === 'consumer') await answerFind(pendingCall(attempt, move), move);
  const next = attempt.pending();
  if (next?.name !== 'takeOver') return;
  const { row } = move.before;
  if (row === null || row.isLeased) throw disagreement(move, 'takes over a row that is held');
  await next.answer({ claim: { ...rowOf(row, ownerOf(move.was.place)), attempts: 2 } });
}

/** An insert that met a row is answered with it here. */
async function answerFind(call: PendingCall, move: Move) {
  const seen = rowSeen(move);
  if (call.name === 'insert' && seen === undefined) throw new BranchNotTaken('it uses the row that the insert met');
  if (call.name !== 'find' && call.name !== 'insert') throw disagreement(move, `calls ${call.name} instead of find`);
  await call.answer(seen);
}

/** What an eventually consistent read shows, and whether with its `dueAt`, the walk decides. */
function rowSeen({ before, label }: Move) {
  if (before.row === null || label.includes('reads: no row')) return undefined;
  return rowOf({ ...before.row, isDue: label.endsWith('row is due, ack') }, currentOwner(before));
}

/** What the code does within the same step: the lease is given back, a refund is parked, or a decision is made again. */
async function answerAfterwards(attempt: DrivenAttempt, move: Move) {
  const next = attempt.pending();
  if (next === undefined) return;
  const isDecidedAgain = next.name === 'decide' && move.was.step === 'settle' && move.is === undefined;
  if (isDecidedAgain || next.name === 'release' || next.name === 'parkRefund') await next.answer(undefined);
}

function checkIntent({ name, args }: PendingCall, move: Move) {
  const named = name === 'recordIntent' ? args[1] : args[0];
  // A refund is about the intent that the row records.
  const intent = name === 'refund' ? move.before.row?.intent : move.was.intent;
  const isAboutIntent = ['confirm', 'retrieve', 'cancel', 'recordIntent', 'refund'].includes(name);
  if (isAboutIntent && named !== intentIdOf(intent ?? 0))
    throw disagreement(move, `${name} is about ${String(named)} instead of intent ${intent}`);
}

function expectEnd(attempt: DrivenAttempt, move: Move) {
  const outcome = attempt.outcome();
  if (outcome === undefined) throw disagreement(move, `goes on with ${attempt.pending()?.name}`);
  const hasFailed = outcome === 'unreachable';
  if (hasFailed ? isAcknowledged(attempt, move) : move.label.includes('batch fails'))
    throw disagreement(move, `ends as ${outcome}, though the record ${hasFailed ? 'is done' : 'must come again'}`);
}

const isAcknowledged = ({ kind }: DrivenAttempt, { before, after }: Move) =>
  kind === 'consumer' && before.records.orderPlaced && !after.records.orderPlaced;

function pendingCall(attempt: DrivenAttempt, move: Move): PendingCall {
  const call = attempt.pending();
  if (call === undefined) throw disagreement(move, `has ended as ${attempt.outcome()}`);
  return call;
}
