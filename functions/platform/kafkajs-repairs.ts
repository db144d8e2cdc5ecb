import { promisify } from 'node:util';
import zlib from 'node:zlib';
import kafkajs from 'kafkajs';
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

const { CompressionCodecs, CompressionTypes } = kafkajs;

interface Encoded {
  readonly buffer: Buffer;
}

/**
 * kafkajs reads gzip and no other compression. Our topics hold plain batches, since their `compression.type` lets the
 * broker unpack what it is sent; batches that are older than that setting may be Zstandard, which Node reads by itself.
 */
export function readZstandard() {
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: Encoded) => promisify(zlib.zstdCompress)(buffer),
    decompress: (buffer: Buffer) => promisify(zlib.zstdDecompress)(buffer),
  });
}
