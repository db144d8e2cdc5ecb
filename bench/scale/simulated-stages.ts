import { measured } from '../../cli/cost/usage.ts';
import { stages } from '../../lib/stages.ts';
import type { FlowSettings, SourceName, Work } from './flow-settings.ts';
import { recordOf } from './simulate-flow.ts';

const IDLE_STREAM_MS = 250;
const IDLE_TOPIC_MS = 100;
const MEMORY = 512;
/** A table starts with so many partitions, and has one for each thousand write units: as many shards has its stream. */
const LEAST_SHARDS = 4;
const UNITS_PER_SHARD = 1_000;
const PARTITIONS = 6;

export interface Rate {
  readonly ordersPerSecond: number;
  /** Of the topics; undefined: those of stage prod. */
  readonly partitions?: Readonly<Record<'placed' | 'decided', number>>;
  /** Undefined: the gateway takes what comes. */
  readonly chargesPerSecond?: number;
}

/** More orders are not sent: what is keyed by the order falls into equal parts, of which one is simulated. */
const MOST_SIMULATED = 2_000;

/** Into how many equal parts the orders of a rate fall. */
export const partsOf = (ordersPerSecond: number) => Math.max(1, Math.ceil(ordersPerSecond / MOST_SIMULATED));

/** A stage in AWS with functions of 512 MB, from what one order takes (cli/cost/measured-units.json). */
export function awsSettings({ ordersPerSecond, partitions, chargesPerSecond }: Rate): FlowSettings {
  const { placed = PARTITIONS, decided = PARTITIONS } = partitions ?? {};
  const part = partsOf(ordersPerSecond);
  const share = (lanes: number) => Math.max(1, Math.round(lanes / part));
  const shardsFor = (units: number) => Math.max(LEAST_SHARDS, Math.ceil((ordersPerSecond * units) / UNITS_PER_SHARD));
  const slower = measured('lambda/slower-core') / (MEMORY / measured('lambda/full-core'));
  return {
    ordersPerSecond: ordersPerSecond / part,
    seconds: 120,
    arrivals: 'random',
    seed: 1,
    cores: undefined,
    lanes: {
      'order-publisher': share(shardsFor(measured('orders/writes'))),
      'payment-processor': share(placed),
      'payment-publisher': share(shardsFor(measured('payments/writes'))),
      'status-updater': share(decided),
    },
    pollMs: recordOf((name) => (name.endsWith('publisher') ? IDLE_STREAM_MS : IDLE_TOPIC_MS)),
    api: { first: 0, each: measured('order-api/cpu') * slower, wait: measured('order-api/wait') },
    work: recordOf((name) => workOf(name, slower)),
    atOnce: stages.prod.recordsAtOnce,
    gateway: {
      ...{ first: 0, each: 0, wait: measured('gateway/wait') },
      chargesPerSecond: (chargesPerSecond ?? Number.POSITIVE_INFINITY) / part,
    },
    seenMs: 0,
  };
}

function workOf(name: SourceName, slower: number): Work {
  const one = measured(`${name}/cpu`);
  const wait = measured(`${name}/wait`);
  const more = name.endsWith('publisher') ? measured(`${name}/cpu-of-more`) : one;
  return { first: (one - more) * slower, each: more * slower, wait };
}
