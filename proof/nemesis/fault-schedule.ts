import { setTimeout as delay } from 'node:timers/promises';
import { EVENTS } from '../../functions/contracts/events.ts';
import type { PlannedFault } from '../history/history.ts';
import { resetGroup } from './group-reset.ts';
import type { NemesisSystem } from './nemesis-system.ts';
import type { FaultKind, ScheduledFault } from './planned-faults.ts';

interface FaultScheduleOptions {
  readonly plan: readonly ScheduledFault[];
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What a fault left behind while it was active; undefined where nothing shows that it had an effect. */
type Evidence = () => string | undefined;

/**
 * A fault that has had no effect in its time goes on for so long: what it strikes may be idle. Behind a group that was set back no
 * order is placed for as long as the whole topic comes again, which took 40 s with 20,000 orders in it.
 */
const LONGER_SECONDS = 180;
/** After the end of a fault what it broke may go wrong for a moment still. */
const GRACE_MS = 2_000;

/** Lets the faults of a plan happen, one after the other. @returns when each was active, and by what it was seen. */
export async function runFaultSchedule(
  system: NemesisSystem,
  { plan, report, signal }: FaultScheduleOptions,
): Promise<PlannedFault[]> {
  const fired: PlannedFault[] = [];
  for (const fault of plan) {
    await delay(fault.quietBefore * 1_000, undefined, { signal });
    report(`fault ${fired.length + 1} of ${plan.length}: ${fault.kind}`);
    const from = Date.now();
    const evidence = await happens(system, fault, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return { failed: error instanceof Error ? error.message : String(error) };
    });
    const isSeen = typeof evidence === 'string';
    const until = Date.now() + GRACE_MS;
    fired.push({
      ...{ kind: fault.kind, from, until, fired: isSeen },
      evidence: isSeen ? evidence : (evidence?.failed ?? 'nothing shows that it had an effect'),
    });
  }
  return fired;
}

/** After these a broker's partitions have to heal. */
export const BROKER_FAULTS: readonly string[] = ['kill-broker', 'pause-broker'];

async function happens(system: NemesisSystem, fault: ScheduledFault, signal: AbortSignal) {
  const evidence = evidenceOf(system, fault);
  if (fault.kind === 'move-leader') return moveLeader(system, fault);
  if (fault.kind === 'reset-group') return resetGroup(system, fault.choice);
  system.server.choose(fault.choice);
  await switched(system, fault, { evidence, signal });
  if (BROKER_FAULTS.includes(fault.kind)) {
    await system.server.repaired();
    // A second broker that is away leaves too few replicas: nothing could be published then.
    for (const { topic } of Object.values(EVENTS)) await system.cluster.healed(topic);
  }
  return evidence();
}

interface Switching {
  readonly evidence: Evidence;
  readonly signal: AbortSignal;
}

/** One of the runner's own faults, for its time, and until it has had an effect. */
async function switched(
  { app }: NemesisSystem,
  { kind, seconds, value }: ScheduledFault,
  { evidence, signal }: Switching,
) {
  await app.faults.start(kind, { seconds: seconds + LONGER_SECONDS + 60, ...(value !== undefined && { value }) });
  try {
    await delay(seconds * 1_000, undefined, { signal });
    for (let longer = 0; longer < LONGER_SECONDS && evidence() === undefined; longer++)
      await delay(1_000, undefined, { signal });
  } finally {
    await app.faults.end(kind);
  }
}

async function moveLeader({ cluster }: NemesisSystem, { choice }: ScheduledFault): Promise<string | undefined> {
  const topics = Object.values(EVENTS).map(({ topic }) => topic);
  const topic = topics[choice % topics.length] ?? EVENTS.orderPlaced.topic;
  const before = await cluster.leaders(topic);
  const partition = choice % before.length;
  const to = ([1, 2, 3] as const).find((id) => id !== before[partition]) ?? 1;
  await cluster.moveLeader({ topic, partition, to });
  return `partition ${partition} of ${topic} went from broker ${before[partition]} to ${to}`;
}

/** Watched from its beginning on. */
function evidenceOf({ app, server }: NemesisSystem, { kind }: ScheduledFault): Evidence {
  const hits = server.hits();
  const counted = (count: number, what: string) => (count > 0 ? `${count} ${what}` : undefined);
  const words = STRUCK[kind] ?? 'effects';
  return () =>
    BROKER_FAULTS.includes(kind)
      ? counted(server.hits() - hits, `broker ${words}, and healed`)
      : counted(app.faults.strikes(kind), words);
}

/** What each strike of a fault was. */
const STRUCK: Partial<Readonly<Record<FaultKind, string>>> = {
  'kill-broker': 'killed',
  'pause-broker': 'stopped',
  'kill-publisher': 'kills between acknowledgement and receipt',
  'drop-acknowledgements': 'acknowledgements dropped',
  'kill-processor': 'kills between charge and settlement',
  'duplicate-deliveries': 'batches delivered more than once',
  'slow-gateway': 'answers held back',
  'failing-gateway': 'requests answered with 503',
  'timeout-after-charge': 'charges without an answer',
  'throttle-table': 'writes refused',
};
