import { createHash } from 'node:crypto';

/** Which of so many parts of an index a key belongs to: spread evenly, and always the same. */
export const shardOf = (key: string, shards: number) =>
  String(createHash('sha256').update(key).digest().readUInt8() % shards);
