import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import type { RowEvents } from '../../../functions/outbox/outbox.ts';
import type { StreamRecord } from '../../../functions/platform/stream-batch.ts';
import { MINUTE, SECOND, type World } from './world.ts';

interface StreamSourceDeps {
  readonly read: (record: StreamRecord) => RowEvents;
  /** Answers the first row that must come again. */
  readonly publish: (rows: readonly RowEvents[], mayBegin: () => boolean) => Promise<RowEvents | undefined>;
  readonly isOnTopic: (event: CloudEvent) => boolean;
  readonly wrong: string[];
}

/** A table's stream, delivered in its order from the first record that is not acknowledged. An invocation that is over may go on. */
export function streamSource({ time, random }: World, { read, publish, isOnTopic, wrong }: StreamSourceDeps) {
  const records: StreamRecord[] = [];
  let next = 0;
  let current: object | undefined;

  const poll = () => {
    if (current !== undefined || next >= records.length) return;
    const from = next;
    const rows = records.slice(from, from + random(1, 5)).map(read);
    const invocation = {};
    current = invocation;
    const over = (place: number, delay: number) => {
      if (current !== invocation) return;
      current = undefined;
      next = place;
      time.in(delay, poll);
    };
    const deadline = time.now().getTime() + MINUTE;
    time.in(random(60_000, 90_000), () => over(from, 0));
    publish(rows, () => time.now().getTime() < deadline).then(
      (failed) => {
        const done = failed === undefined ? rows.length : rows.indexOf(failed);
        for (const { event } of rows.slice(0, done).flatMap(({ events }) => events))
          if (!isOnTopic(event)) wrong.push(`${event.id} is not on its topic, though its stream record is done`);
        over(from + done, failed === undefined ? 0 : random(1, 10) * SECOND);
      },
      () => over(from, random(1, 10) * SECOND),
    );
  };
  return {
    append(keys: StreamRecord['keys'], row: object) {
      const sequenceNumber = String(records.length + 1);
      records.push({ sequenceNumber, keys, image: { kind: 'row', row: { ...row } } });
      time.in(random(1, SECOND), poll);
    },
    /** Delivers the last records once more. */
    again() {
      next = Math.max(0, next - random(1, 5));
      poll();
    },
    /** Nobody reads it for a while, and what came until then is lost, as after 24 hours. */
    loseRecords() {
      const outage = {};
      current = outage;
      time.in(random(1, 20 * MINUTE), () => {
        if (current !== outage) return;
        next = records.length;
        current = undefined;
      });
    },
  };
}
