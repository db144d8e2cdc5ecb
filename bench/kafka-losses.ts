import { rmSync } from 'node:fs';
import { Option } from 'commander';
import type { Kafka } from 'kafkajs';
import { projectCommand, wholeNumber } from '../cli/project-command.ts';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import type { KafkaEnv } from '../functions/platform/kafka-env.ts';
import { platformaticClient } from '../functions/platform/platformatic-kafka.ts';
import { memoryFolder } from '../local/ports-and-folders.ts';
import { anEventEntry } from '../test/doubles/record-builders.ts';
import { CLUSTER_FAULTS, startKafkaCluster } from '../test/harness/broker-cluster.ts';
import { judgeLoad, ourPublisher, type PublishBatch, startLoad } from '../test/harness/publisher-load.ts';
import { readAllRecords } from '../test/harness/topic-records.ts';
import { naivePublisher } from './kafka-losses/naive-publisher.ts';
import { seeded } from './kafka-losses/seeded.ts';

const USES = {
  'naive, idempotent': onKafkajs(naivePublisher({ idempotent: true })),
  'naive, not idempotent': onKafkajs(naivePublisher({ idempotent: false })),
  ours: onKafkajs(ourPublisher),
  'ours, @platformatic/kafka': (env: KafkaEnv, topic: string) => ourPublisher(platformaticClient(env), topic),
} as const;
type Use = keyof typeof USES;

// How many acknowledged events are in no log after a fault, with kafkajs as it is usually used and as it is used here, and with
// the other client.
const {
  runs,
  seed,
  use: uses,
} = projectCommand('npm run bench -- kafka-losses')
  .description('Publishes to three brokers under faults and counts acknowledged events that are lost.')
  .option('--runs <n>', 'of each fault and each use', wholeNumber, 5)
  .option('--seed <n>', 'decides the sizes of batches and when a fault strikes', wholeNumber, 1)
  .addOption(
    new Option('--use <name...>', 'only these uses').choices(Object.keys(USES)).default(Object.keys(USES), 'all'),
  )
  .parse()
  .opts<{ runs: number; seed: number; use: Use[] }>();

const TIMEOUT_MS = 20_000;
const folder = memoryFolder();
const cluster = await startKafkaCluster(folder);
let topics = 0;
try {
  console.log(`seed ${seed}, ${runs} runs each\n`);
  console.log('| use | fault | runs with losses | stuck | acknowledged | lost | untrue receipts | duplicates |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const fault of Object.keys(CLUSTER_FAULTS) as (keyof typeof CLUSTER_FAULTS)[])
    for (const use of uses) console.log(await row(use, fault));
} finally {
  await cluster.end();
  rmSync(folder, { recursive: true });
}

function onKafkajs(publisher: (kafka: Kafka, topic: string) => PublishBatch) {
  return (env: KafkaEnv, topic: string) => publisher(kafkaClient(env), topic);
}

async function row(use: Use, fault: keyof typeof CLUSTER_FAULTS): Promise<string> {
  const judged: Awaited<ReturnType<typeof run>>[] = [];
  for (let number = 0; number < runs; number++) judged.push(await run(use, fault, seed + number));
  const sum = (count: (one: (typeof judged)[number]) => number) => judged.reduce((total, one) => total + count(one), 0);
  const runsWith = (is: (one: (typeof judged)[number]) => boolean) => `${judged.filter(is).length} of ${runs}`;
  const cells = [
    use,
    fault,
    runsWith(({ lost }) => lost.length > 0),
    runsWith(({ stuck }) => stuck),
    sum(({ published }) => published),
    sum(({ lost }) => lost.length),
    sum(({ untrue }) => untrue.length),
    sum(({ duplicates }) => duplicates),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function run(use: Use, fault: keyof typeof CLUSTER_FAULTS, runSeed: number) {
  const topic = `orders-${topics++}`;
  await cluster.createTopic(topic);
  const kafka = kafkaClient(cluster.env);
  const choose = seeded(runSeed);
  let orders = 0;
  const batchOf = () => Array.from({ length: choose(10, 60) }, () => anEventEntry(orders++));
  const load = startLoad({ publish: USES[use](cluster.env, topic), batchOf });
  await load.goOn(choose(3, 10));
  await CLUSTER_FAULTS[fault](cluster, topic);
  // A producer that was rejected once may be so for ever.
  const stuck = await load.goOn(5, TIMEOUT_MS).then(
    () => false,
    () => true,
  );
  await load.end();
  await cluster.healed(topic);
  return { stuck, ...judgeLoad(load, await readAllRecords(kafka, topic)) };
}
