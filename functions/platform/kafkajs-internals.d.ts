declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    /** The timer that looks for waiting requests; null where none is armed. */
    readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
    scheduleCheckPendingRequests(): void;
    /** Called once a connection is made. */
    scheduleRequestTimeoutCheck(this: RequestQueue): void;
  }
}
