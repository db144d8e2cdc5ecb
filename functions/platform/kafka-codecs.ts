import { promisify } from 'node:util';
import zlib from 'node:zlib';
import kafkajs from 'kafkajs';

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
