import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 re-arms a 1 ms timer for as long as a connection lives, also when no request waits.
 * Every waiting request arms the timer itself, so an empty queue needs none.
 */
export function calmKafkaTimers() {
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWhenSomethingWaits() {
    if (this.pending.length > 0) schedule.call(this);
  };
}
