import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { bundle } from '../lib/recipes/bundle.ts';
import { FUNCTION_ENV } from './harness/bench-servers.ts';
import { type Figure, inRounds, type Sample, type Samples } from './harness/figure.ts';
import { processorEnv } from './processor.ts';

/** The functions of an order's life, and the file of bench/peers with the usual parts for what each does. */
const PEER_OF = {
  'order-api': 'usual-api',
  'outbox-publisher': 'usual-kafka-producer',
  'payment-processor': 'usual-payment',
  'payment-retrier': 'usual-payment',
  'status-updater': 'usual-api',
  reconciler: 'usual-api',
} as const;
const FUNCTIONS = Object.entries(PEER_OF);

/** What these functions read while they are loaded. */
const functionsEnv = async () => ({
  ...FUNCTION_ENV,
  ...(await processorEnv('http://127.0.0.1:1')),
  ...{ ORDERS_TABLE: 'orders', TENANT_CLAIM: 'tenant', OUTBOX_TABLE: 'orders', OUTBOX: 'orders', TOPIC_PREFIX: '' },
  ...{ KAFKA_BROKERS: '127.0.0.1:1', KAFKA_AUTH: 'none' },
  RECONCILE_AFTER_SECONDS: '60',
});

export const coldStart: Figure = {
  name: 'cold-start',
  about:
    "CPU of importing a function's bundle in a process of its own, against a bundle of the usual parts, made the same way: middy, " +
    "Powertools' logger and metrics, the DynamoDB document client and, where the function has them, kafkajs or Stripe's SDK. What " +
    'a function loads later, with its first event, is not in it.',
  comparisons: FUNCTIONS.map(([name, peer]) => ({
    ...{ case: name, metric: 'cpu', per: 'import', atMost: 0.5 },
    ...{ ours: 'bundle', peer, control: 'bundle again' },
  })),
  async measure({ progress, ...bench }) {
    const env = await functionsEnv();
    const dist = mkdtempSync(join(tmpdir(), 'chargeonce-bench-'));
    try {
      const samples: Record<string, Samples[string]> = {};
      for (const [index, [name, peer]] of FUNCTIONS.entries()) {
        const ours = bundle(name, dist).dir;
        const usual = bundle(join(import.meta.dirname, 'peers', `${peer}.ts`), join(dist, peer)).dir;
        const taken = await inRounds({
          bench: { ...bench, progress: (done, total) => progress(index * total + done, FUNCTIONS.length * total) },
          cases: { [name]: {} },
          variants: {
            bundle: () => imported(ours, env),
            'bundle again': () => imported(ours, env),
            [peer]: () => imported(usual, env),
          },
          warmUps: 1,
        });
        Object.assign(samples, taken);
      }
      return samples;
    } finally {
      rmSync(dist, { recursive: true });
    }
  },
};

const IMPORT = `
const [cpu, begun] = [process.cpuUsage(), performance.now()];
await import(process.argv[1]);
const wall = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1_000 }), () => process.exit());
`;

const Imported = z.object({ wall: z.number(), cpu: z.number() });

async function imported(dir: string, env: Readonly<Record<string, string>>): Promise<Sample> {
  const args = ['--input-type=module', '--eval', IMPORT, pathToFileURL(join(dir, 'index.mjs')).href];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...env, PATH: process.env['PATH'] } });
  return z.parse(Imported, JSON.parse(stdout));
}
