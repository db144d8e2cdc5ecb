import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import type { CommittedOffset } from '../history/history.ts';
import type { NemesisSystem } from './nemesis-system.ts';

const POLL_MS = 1_000;

export interface SeenCommits {
  readonly commits: readonly CommittedOffset[];
  stop(): Promise<void>;
}

/** Asks again and again how far the consumer groups are. While no broker knows, nothing is noted. */
export function watchCommits({ kafka }: Pick<NemesisSystem, 'kafka'>): SeenCommits {
  const commits: CommittedOffset[] = [];
  const stopping = new AbortController();
  const last = new Map<string, number>();
  const look = async (admin: Admin) => {
    for (const { group, topic, partition, offset } of await committedBy(admin)) {
      const place = `${group} ${topic} ${partition}`;
      if (last.get(place) === offset) continue;
      last.set(place, offset);
      commits.push({ at: Date.now(), group, topic, partition, offset });
    }
  };
  const watch = async () => {
    const admin = kafka.admin({ retry: { retries: 1 } });
    try {
      await admin.connect();
      while (!stopping.signal.aborted) {
        await look(admin);
        await delay(POLL_MS, undefined, { signal: stopping.signal });
      }
    } finally {
      await admin.disconnect();
    }
  };
  const watched = (async () => {
    while (!stopping.signal.aborted) {
      // A broker that is away ends the connection; the next look is by another.
      await watch().catch(() => delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined));
    }
  })();
  return {
    commits,
    async stop() {
      stopping.abort();
      await watched;
    },
  };
}

/** The offsets that the groups have committed now. */
export async function committedBy(admin: Admin): Promise<readonly Omit<CommittedOffset, 'at'>[]> {
  const asked = Object.values(CONSUMERS).map(async ({ name: group, event }) => {
    const { topic } = EVENTS[event];
    const topics = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return topics.flatMap(({ partitions }) =>
      partitions.map(({ partition, offset }) => ({ group, topic, partition, offset: Number(offset) })),
    );
  });
  return (await Promise.all(asked)).flat().filter(({ offset }) => offset >= 0);
}
