import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { describe, expect, it } from 'vitest';
import { calmKafkaTimers } from '../../../functions/platform/kafka-timer.ts';

/** What is looked at of kafkajs's own class; it breaks here first when kafkajs changes. */
interface Queue {
  readonly pending: object[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
}
type QueueClass = new (options: object) => Queue;

const aQueue = () =>
  Object.assign(new (RequestQueue as unknown as QueueClass)({ maxInFlightRequests: 1 }), {
    throttledUntil: Date.now() + 60_000,
  });
const isArmed = ({ throttleCheckTimeoutId }: Queue) => {
  clearTimeout(throttleCheckTimeoutId ?? undefined);
  return throttleCheckTimeoutId !== null;
};

describe("calm kafkajs's timers", () => {
  it('leaves an idle queue without a timer, which kafkajs by itself re-arms for ever', () => {
    const restless = aQueue();
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
