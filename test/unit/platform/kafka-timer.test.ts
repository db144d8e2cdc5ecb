import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { describe, expect, it } from 'vitest';
import { calmKafkaTimers } from '../../../functions/platform/kafkajs-repairs.ts';

/** What is looked at of kafkajs's own class; it breaks here first when kafkajs changes. */
interface Queue {
  readonly pending: object[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
}
type QueueClass = new (options: object) => Queue;

const require = createRequire(import.meta.url);
const FILE = require.resolve('kafkajs/src/network/requestQueue/index.js');

/** The class as kafkajs has it, also where another file of this process has changed it. */
function uncuredClass(): QueueClass {
  const loaded = require.cache[FILE];
  require.cache[FILE] = undefined;
  const uncured: QueueClass = require(FILE);
  require.cache[FILE] = loaded;
  return uncured;
}

const aQueue = (Class = RequestQueue as unknown as QueueClass) =>
  Object.assign(new Class({ maxInFlightRequests: 1 }), { throttledUntil: Date.now() + 60_000 });
const isArmed = ({ throttleCheckTimeoutId }: Queue) => {
  clearTimeout(throttleCheckTimeoutId ?? undefined);
  return throttleCheckTimeoutId !== null;
};

/** What the cure was written for. Where it differs, read anew how kafkajs arms its timers, and measure (bench/idle-publisher.ts). */
const SOURCE = 'b55986089c14f8f7bfc377922e2e65b3e4c1e7c7af2752d3b10a75dfe9e9260c';

describe("calm kafkajs's timers", () => {
  it('changes the very code that it was written for', () => {
    expect(createHash('sha256').update(readFileSync(FILE)).digest('hex')).toBe(SOURCE);
  });

  it('leaves an idle queue without a timer, which kafkajs by itself re-arms for ever', () => {
    const restless = aQueue(uncuredClass());
    restless.scheduleCheckPendingRequests();
    expect(isArmed(restless)).toBe(true);

    calmKafkaTimers();
    const calm = aQueue();
    calm.scheduleCheckPendingRequests();

    expect(isArmed(calm)).toBe(false);
  });

  it('still arms the timer of a queue in which a request waits', () => {
    calmKafkaTimers();
    const queue = aQueue();
    queue.pending.push({});

    queue.scheduleCheckPendingRequests();

    expect(isArmed(queue)).toBe(true);
  });
});
