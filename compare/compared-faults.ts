import type { Kafka } from 'kafkajs';
import type { MariaDb } from '../cli/interop/mariadb.ts';
import type { PlannedFault } from '../proof/history/history.ts';
import { CLUSTER_FAULTS, type KafkaCluster } from '../test/harness/broker-cluster.ts';
import { readAllRecords, sendRecords } from '../test/harness/topic-records.ts';
import { waitFor } from '../test/harness/wait-for.ts';
import type { SupervisedService } from './supervised-service.ts';

/** What the faults strike. */
export interface ComparedParts {
  readonly cluster: KafkaCluster;
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly database: MariaDb;
  readonly payments: SupervisedService;
}

type Strike = (parts: ComparedParts) => Promise<string>;

const COPIES = 10;

/** Beside those that belong to single orders. All strike while orders are placed, one after the other. */
const STRIKES: Readonly<Record<string, Strike>> = {
  'leader moved': async ({ cluster, topic }) => {
    await CLUSTER_FAULTS['its leader moves'](cluster, topic);
    return 'another broker leads partition 1';
  },
  'broker killed': async ({ cluster, topic }) => {
    await CLUSTER_FAULTS['its leader is killed (kill -9)'](cluster, topic);
    await cluster.healed(topic);
    return 'the leader of partition 1 was killed and started again';
  },
  'database restarted': async ({ database }) => {
    await database.kill();
    await database.start();
    return 'killed (kill -9), recovered';
  },
  duplicates: async ({ kafka, topic }) => {
    const records = await readAllRecords(kafka, topic);
    const copies = records.slice(0, COPIES).map(({ key, value, headers, partition }) => ({
      ...{ key, value, partition },
      ...(headers && { headers }),
    }));
    await sendRecords(kafka, topic, copies);
    return `${copies.length} records were sent again`;
  },
  'consumer group reset': async ({ kafka, topic, group, payments }) => {
    await payments.pause();
    const admin = kafka.admin();
    await admin.connect();
    try {
      // Refused as long as the group has a member.
      await waitFor(() => admin.resetOffsets({ groupId: group, topic, earliest: true }).then(() => true), {
        within: 20_000,
        what: `the group ${group} to be set back`,
      });
    } finally {
      await admin.disconnect();
      await payments.resume();
    }
    return `${group} reads ${topic} from its first record`;
  },
};

/** The faults by the share of the orders at which they strike. */
const WHEN: readonly (readonly [name: string, share: number])[] = [
  ['leader moved', 0.15],
  ['broker killed', 0.3],
  ['database restarted', 0.5],
  ['duplicates', 0.65],
  ['consumer group reset', 0.8],
];

/** The faults that strike while so many orders are placed: each is over before the next order goes, but for what it sets off. */
export function comparedFaults(orders: number) {
  const due = WHEN.map(([name, share]) => ({ name, index: Math.floor(orders * share) }));
  const fired: PlannedFault[] = [];
  let last: Promise<void> = Promise.resolve();
  const strike = async (name: string, parts: ComparedParts) => {
    const from = Date.now();
    const outcome = await (STRIKES[name]?.(parts) ?? Promise.reject(new Error('there is no such fault'))).then(
      (evidence) => ({ fired: true, evidence }),
      (error: unknown) => ({ fired: false, evidence: String(error) }),
    );
    fired.push({ kind: name, from, until: Date.now(), ...outcome });
  };
  return {
    fired,
    /** Begins the fault that is due at this order, after the one before; orders go on meanwhile. */
    begin(index: number, parts: ComparedParts) {
      for (const { name } of due.filter((fault) => fault.index === index)) last = last.then(() => strike(name, parts));
    },
    ended: () => last,
  };
}
