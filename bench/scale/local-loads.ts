import type { FlowSettings } from './flow-settings.ts';
import { recordOf } from './simulate-flow.ts';

/** A load on one machine as it was measured: `npm run load` in memory, and the CPU of all processes of the system. */
export interface LocalLoad {
  readonly name: string;
  /** 0: as fast as they are accepted. */
  readonly ordersPerSecond: number;
  readonly cpuMs: number;
  /** Medians of the runs. */
  readonly p50?: number;
  readonly p99?: number;
  readonly throughput?: number;
}

/** docs/reports/local-load.md: three hours in which the machine was differently fast. */
export const LOCAL_LOADS: readonly LocalLoad[] = [
  { name: 'calm hour, 50 a second', ordersPerSecond: 50, cpuMs: 23.6, p50: 119, p99: 258 },
  { name: 'calm hour, 1,000 at once', ordersPerSecond: 0, cpuMs: 23.6, throughput: 82 },
  { name: 'slow hour, 12 a second', ordersPerSecond: 12, cpuMs: 101, p50: 187, p99: 294 },
  { name: 'slow hour, 25 a second', ordersPerSecond: 25, cpuMs: 75, p50: 1344 },
  { name: 'a day later, 12 a second', ordersPerSecond: 12, cpuMs: 96.5, p50: 182 },
  { name: 'a day later, 25 a second', ordersPerSecond: 25, cpuMs: 73.5, p50: 686 },
];

const CORES = 2;
const PARTITIONS = 6;
/** A stream is looked at within so many milliseconds after a write, a topic as soon as it has something. */
const [STREAM_MS, TOPIC_MS] = [60, 5];
/** How the CPU of an order is spread, by measured-units.json and by the requests of each stage to DynamoDB Local and Kafka. */
const PART = {
  ...{ api: 0.12, 'order-publisher': 0.16, 'payment-processor': 0.3, gateway: 0.26 },
  ...{ 'payment-publisher': 0.06, 'status-updater': 0.1 },
};
/** Of the CPU of an order, on the same cores besides: what sends it (measured in three runs: 4.4 of 94 ms, 4.0 of 76, 3.7 of 41). */
const SENDER = 0.05;

export function localSettings({ ordersPerSecond, cpuMs }: LocalLoad): FlowSettings {
  const work = (part: number) => ({ first: 0, each: cpuMs * part, wait: 1 });
  return {
    ordersPerSecond: ordersPerSecond || 200,
    seconds: 60,
    arrivals: 'even',
    ...(ordersPerSecond === 0 && { orders: 1_000 }),
    seed: 1,
    cores: CORES,
    lanes: {
      'order-publisher': 1,
      'payment-processor': PARTITIONS,
      'payment-publisher': 1,
      'status-updater': PARTITIONS,
    },
    pollMs: recordOf((name) => (name.endsWith('publisher') ? STREAM_MS : TOPIC_MS)),
    api: work(PART.api + SENDER),
    work: recordOf((name) => work(PART[name])),
    atOnce: 100,
    gateway: { ...work(PART.gateway), chargesPerSecond: Number.POSITIVE_INFINITY },
    seenMs: STREAM_MS,
  };
}
