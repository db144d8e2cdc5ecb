import { seeded } from '../../bench/kafka-losses/seeded.ts';

/** Every kind of fault that the nemesis knows, and how long it lasts, in seconds. */
export const FAULT_KINDS = {
  'kill-broker': { seconds: 8 },
  'pause-broker': { seconds: 6 },
  'move-leader': { seconds: 2 },
  'kill-publisher': { seconds: 6, value: 3 },
  'drop-acknowledgements': { seconds: 6, value: 50 },
  'kill-processor': { seconds: 6, value: 2 },
  'duplicate-deliveries': { seconds: 6, value: 2 },
  'slow-gateway': { seconds: 6, value: 2_000 },
  'failing-gateway': { seconds: 6, value: 50 },
  'timeout-after-charge': { seconds: 4 },
  'throttle-table': { seconds: 6, value: 40 },
  'reset-group': { seconds: 4 },
} as const satisfies Readonly<Record<string, { readonly seconds: number; readonly value?: number }>>;
export type FaultKind = keyof typeof FAULT_KINDS;

export interface ScheduledFault {
  readonly kind: FaultKind;
  readonly seconds: number;
  readonly value?: number;
  /** Without a fault before it, in seconds. */
  readonly quietBefore: number;
  /** Chooses the broker, the partition or the group. */
  readonly choice: number;
}

const isKind = (name: string): name is FaultKind => name in FAULT_KINDS;
const KINDS = Object.keys(FAULT_KINDS).filter(isKind);

/** So many rounds of faults, each with every kind once, in an order of its own; the same for the same seed. */
export function planFaults(seed: number, rounds: number, kinds: readonly FaultKind[] = KINDS): ScheduledFault[] {
  const random = seeded(seed ^ 0x5eed);
  return Array.from({ length: rounds }, () => shuffled(kinds, random))
    .flat()
    .map((kind) => ({
      kind,
      ...FAULT_KINDS[kind],
      quietBefore: random(2, 4),
      choice: random(0, 1_000_000),
    }));
}

function shuffled<Item>(items: readonly Item[], random: ReturnType<typeof seeded>): Item[] {
  return items
    .map((item) => ({ item, place: random(0, 1_000_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** How long a plan takes at least, in seconds. */
export const lengthOf = (plan: readonly ScheduledFault[]) =>
  plan.reduce((sum, { seconds, quietBefore }) => sum + seconds + quietBefore, 0);
