import type { EventEntry } from './outbox.ts';

/** One send is one record batch: well below the topic's 1 MB with its headers. */
const MAX_CHUNK_EVENTS = 100;
const MAX_CHUNK_BYTES = 800_000;

export type Chunk = [EventEntry, ...EventEntry[]];

/** Cuts a lane into sends, in order; an event that is larger than a chunk goes alone. */
export function chunksOf(lane: readonly EventEntry[]): Chunk[] {
  const chunks: Chunk[] = [];
  let room = 0;
  for (const entry of lane) {
    const bytes = Buffer.byteLength(entry.event.value);
    const chunk = chunks.at(-1);
    if (chunk === undefined || bytes > room || chunk.length === MAX_CHUNK_EVENTS) {
      chunks.push([entry]);
      room = MAX_CHUNK_BYTES - bytes;
    } else {
      chunk.push(entry);
      room -= bytes;
    }
  }
  return chunks;
}
