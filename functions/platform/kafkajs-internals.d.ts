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

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  export default function crc32C(bytes: Buffer): number;
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  export interface ProducedMessage {
    readonly key?: Buffer | string | null | undefined;
    readonly value: Buffer | string | null;
    readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>> | undefined;
    readonly timestamp?: string;
  }

  export interface PartitionMessages {
    readonly partition: number;
    readonly firstSequence: number;
    readonly messages: readonly ProducedMessage[];
  }

  export interface ProduceArguments {
    readonly acks: number;
    readonly timeout: number;
    /** 0: none. */
    readonly compression: number;
    readonly transactionalId: string | undefined;
    /** -1: neither idempotent nor transactional. */
    readonly producerId: unknown;
    readonly producerEpoch: number;
    readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionMessages[] }[];
  }

  interface ProduceRequest {
    readonly apiVersion: number;
    readonly encode: () => Promise<{ readonly buffer: Buffer }>;
  }

  type Produce = (args: ProduceArguments) => { readonly request: ProduceRequest; readonly response: unknown };

  const requests: { protocol: (options: { readonly version: number }) => Produce };
  export default requests;
}
