import type { CommittedOffset, FinalOrder, HistoryRun, StoredEvent } from '../history/history.ts';
import { type HistoryEvidence, isAccepted, placeOf } from './history-evidence.ts';
import { broken, type Invariant, type InvariantFinding, notApplicable } from './invariant.ts';
import { percentile, type SettledOrder, settledTimes } from './settled-times.ts';

/** Whether the run itself says anything, how far consumers went, and what was logged. */
export const PROGRESS_INVARIANTS: readonly Invariant[] = [
  { id: 'I11', statement: 'once the faults have ended, what is under way settles within its time', check: late },
  { id: 'I15', statement: 'no committed offset is past a record that is not dealt with', check: committedTooFar },
  { id: 'I17', statement: 'no secret stands in a log, an event, a header or an error', check: leakedSecrets },
  {
    id: 'I19',
    statement: 'outside the windows of faults 95 % of the orders were accepted, and every planned fault fired',
    check: countsForNothing,
  },
];

function late({ history: { run, orders } }: HistoryEvidence): InvariantFinding {
  if (run.limits === undefined) return notApplicable('no limits in run.json');
  if (orders.every(({ settledAt }) => settledAt === undefined))
    return notApplicable('nobody noted when orders settled');
  const { moving, parked, requeued } = run.limits;
  const waiting = settledTimes(orders, run);
  const of = (wanted: SettlingClass) => waiting.filter(({ order }) => settlingClass(order) === wanted);
  const p99 = percentile(
    of('moving').map(({ took }) => took),
    0.99,
  );
  // Each pause between two attempts is as long as all before it: what has waited long may wait as long again.
  const isSlow = ({ order, took }: SettledOrder, limit: number) =>
    took > limit + Math.max(0, run.faultsEndedAt - order.placedAt);
  const slow = [
    ...of('parked').filter((settled) => isSlow(settled, parked)),
    ...of('requeued').filter((settled) => isSlow(settled, requeued)),
  ];
  return [
    ...(p99 > moving ? [broken(null, `99 % of what was under way settled within ${p99} ms, not ${moving}`)] : []),
    ...slow.map(({ order, took }) => broken(order.orderId, `it was ${settlingClass(order)} and took ${took} ms`)),
  ];
}

type SettlingClass = 'moving' | 'parked' | 'requeued';

function settlingClass({ parked = false, requeued = false }: FinalOrder): SettlingClass {
  if (requeued) return 'requeued';
  return parked ? 'parked' : 'moving';
}

function committedTooFar(evidence: HistoryEvidence): InvariantFinding {
  const { commits = [], changes = [], topic, run } = evidence.history;
  if (commits.length === 0 || changes.length === 0) return notApplicable('no committed offsets, or no changes of rows');
  const doneAt = dealtWith(evidence);
  const samples = Map.groupBy(commits, (commit) => `${commit.topic}-${commit.partition}`);
  const records = Map.groupBy(topic, (record) => `${record.topic}-${record.partition}`);
  return [...samples].flatMap(([partition, own]) =>
    passedBy(own, records.get(partition) ?? []).flatMap(({ record, commit }) => {
      const done = doneAt(record);
      if (done !== undefined && done <= commit.at + (run.changesSeenWithin ?? 0)) return [];
      const since = done === undefined ? 'never' : `only ${done - commit.at} ms later`;
      return [broken(record.orderId, `${commit.group} was past ${placeOf(record)}, which was dealt with ${since}`)];
    }),
  );
}

/** Of each record that a group went past the first time that it was seen to be past. */
function passedBy(commits: readonly CommittedOffset[], records: readonly StoredEvent[]) {
  const ordered = records.toSorted((a, b) => a.offset - b.offset);
  let next = 0;
  return commits
    .toSorted((a, b) => a.at - b.at)
    .flatMap((commit) => {
      const from = next;
      while (next < ordered.length && (ordered[next]?.offset ?? 0) < commit.offset) next += 1;
      return ordered.slice(from, next).map((record) => ({ record, commit }));
    });
}

const STATUS_OF: Readonly<Record<string, readonly string[]>> = {
  CAPTURED: ['PAID', 'REFUNDED'],
  DECLINED: ['DECLINED'],
  IN_REVIEW: ['IN_REVIEW', 'PAID', 'DECLINED', 'CANCELLED', 'REFUNDED'],
  VOID: ['CANCELLED'],
  REFUNDED: ['REFUNDED'],
};
const AFTER_CANCELLATION = ['VOID', 'REFUND_DUE', 'REFUNDED', 'DECLINED'];

/** When a record was settled, parked or given up; undefined where it never was. */
function dealtWith({ history: { quarantine = [] }, paymentChanges, orderChanges }: HistoryEvidence) {
  const givenUp = new Set(quarantine.flatMap(({ from }) => (from === null ? [] : placeOf(from))));
  const ofOrder = Map.groupBy([...paymentChanges.values()].flat(), ({ orderId }) => orderId);
  const settled: Readonly<Record<StoredEvent['type'], (record: StoredEvent) => number | undefined>> = {
    'order-placed': ({ eventId }) =>
      paymentChanges.get(eventId ?? '')?.find(({ state, due }) => state !== 'CHARGING' || due === true)?.at,
    'order-cancelled': ({ orderId }) =>
      ofOrder
        .get(orderId ?? '')
        ?.find(({ state, cancelRequested }) => cancelRequested === true || AFTER_CANCELLATION.includes(state))?.at,
    'payment-decided': ({ orderId, state }) =>
      orderChanges.get(orderId ?? '')?.find((change) => STATUS_OF[state ?? '']?.includes(change.state))?.at,
    unreadable: () => undefined,
  };
  return (record: StoredEvent) => (givenUp.has(placeOf(record)) ? 0 : settled[record.type](record));
}

function leakedSecrets({ history: { run, logs = [] } }: HistoryEvidence): InvariantFinding {
  const { secrets = [] } = run;
  if (logs.length === 0 || secrets.length === 0) return notApplicable('no logs, or no secret was planted');
  return logs.flatMap(({ name, text }) =>
    secrets.flatMap((secret, index) => {
      const place = text.indexOf(secret);
      if (place < 0) return [];
      const line = text.slice(0, place).split('\n').length;
      return [broken(null, `secret ${index + 1} of run.json stands in ${name}, line ${line}`)];
    }),
  );
}

function countsForNothing({ history: { run, api } }: HistoryEvidence): InvariantFinding {
  const placed = api.filter(({ action, key }) => action === 'place' && key !== null);
  // An order counts by its first request: a client that is asked to try again does so.
  const orders = [...Map.groupBy(placed, ({ tenant, key }) => JSON.stringify([tenant, key])).values()];
  const outside = orders.filter((calls) => isQuiet(Math.min(...calls.map(({ at }) => at)), run));
  const accepted = outside.filter((calls) => calls.some(isAccepted)).length;
  const unfired = run.faults.filter(({ fired }) => !fired);
  return [
    ...unfired.map(({ kind, evidence }) => broken(null, `the fault ${kind} did not fire: ${evidence}`)),
    ...(accepted < 0.95 * outside.length ? [broken(null, `${accepted} of ${outside.length} were accepted`)] : []),
    ...(outside.length === 0 ? [broken(null, 'no order was placed outside the windows of faults')] : []),
  ];
}

const isQuiet = (at: number, { faults }: HistoryRun) => !faults.some(({ from, until }) => at >= from && at <= until);
