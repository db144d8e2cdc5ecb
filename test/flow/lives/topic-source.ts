import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import { consumeBatch } from '../../../functions/platform/kafka-handler.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { MINUTE, SECOND, type World } from './world.ts';

/** A topic's partitions, delivered to one consumer in batches, each from its committed offset on. */
export function topicSource(
  world: World,
  { log, process }: { readonly log: readonly CloudEvent[][]; readonly process: (record: KafkaRecord) => Promise<void> },
) {
  const partitions = log.map((events, partition) => partitionSource(world, { events, partition, process }));
  return {
    /** Delivers what has come since. */
    wake() {
      for (const { wake } of partitions) wake();
    },
    /** Lets the consumer group read its topic from the beginning. */
    reset() {
      for (const { reset } of partitions) reset();
    },
    /** The events that the group has gone past. */
    committed: () => partitions.flatMap(({ committed }) => committed()),
    /** How many they are. */
    passed: () => partitions.reduce((sum, { passed }) => sum + passed(), 0),
  };
}

interface Partition {
  readonly events: readonly CloudEvent[];
  readonly partition: number;
  readonly process: (record: KafkaRecord) => Promise<void>;
}

function partitionSource(world: World, { events, partition, process }: Partition) {
  const { time, random } = world;
  const failed = ({ offset }: KafkaRecord, error: unknown) =>
    world.log(`record ${partition}-${offset} fails: ${String(error)}`);
  let committed = 0;
  let current: object | undefined;
  let isAwake = false;

  const poll = () => {
    isAwake = false;
    if (current !== undefined || committed >= events.length) return;
    const from = committed;
    const records = events
      .slice(from, from + random(1, 4))
      .map((event, index) => aKafkaRecord({ partition, offset: from + index }, event));
    const invocation = {};
    current = invocation;
    const over = (offset: number, delay: number) => {
      if (current !== invocation) return;
      current = undefined;
      committed = offset;
      wake(delay);
    };
    const deadline = time.now().getTime() + MINUTE;
    time.in(random(60_000, 90_000), () => over(from, 1));
    // A sandbox of its own: one that died must not hold up the next.
    const consume = consumeBatch({ process, mode: 'report', concurrency: 4, failed });
    consume(records, () => time.now().getTime() < deadline).then(
      ({ batchItemFailures }) => {
        const failures = batchItemFailures.map(({ itemIdentifier: { offset } }) => offset);
        over(Math.min(from + records.length, ...failures), failures.length > 0 ? random(1, 10) * SECOND : 1);
      },
      () => over(from, random(1, 10) * SECOND),
    );
  };
  const wake = (delay = random(1, SECOND)) => {
    if (isAwake || current !== undefined || committed >= events.length) return;
    isAwake = true;
    time.in(delay, poll);
  };
  return {
    wake: () => wake(),
    reset() {
      committed = 0;
      current = undefined;
      wake();
    },
    committed: () => events.slice(0, committed),
    passed: () => committed,
  };
}
