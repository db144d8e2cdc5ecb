import { readFileSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Kafka } from 'kafkajs';
import * as z from 'zod/mini';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { CREDENTIALS, outputsFile, REGION } from '../../local/settings.ts';
import { clientAt } from '../../test/harness/app-kafka.ts';
import { familyOf } from '../../test/harness/processes.ts';
import { type StartedApp, startApp } from '../../test/harness/running-app.ts';

/** The system as `npm start` runs it. */
export interface RunningSystem {
  readonly app: StartedApp;
  /** The URL of the orders API. */
  readonly api: string;
  readonly gateway: string;
  readonly dynamo: DynamoDB;
  readonly kafka: Kafka;
  readonly ordersTable: string;
}

const Outputs = z.object({ OrdersTable: z.string() });

/** Runs it as long as the work takes, on data that is held in memory. */
export async function withRunningSystem<Result>(work: (system: RunningSystem) => Promise<Result>): Promise<Result> {
  const app = await startApp({ folder: memoryFolder() });
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const { API_PORT, GATEWAY_PORT, DYNAMODB_PORT, KAFKA_PORT } = app.ports;
  const dynamo = new DynamoDB({ endpoint: at(DYNAMODB_PORT), region: REGION, credentials: CREDENTIALS });
  try {
    return await work({
      ...{ app, api: at(API_PORT), gateway: at(GATEWAY_PORT), dynamo, kafka: clientAt(`127.0.0.1:${KAFKA_PORT}`) },
      ordersTable: z.parse(Outputs, JSON.parse(readFileSync(outputsFile(app), 'utf8'))).OrdersTable,
    });
  } finally {
    dynamo.destroy();
    await app.remove();
  }
}

/** Parts of command lines, and what the process is called in a measurement. */
const NAMES = [
  ['kafka.Kafka', 'Kafka'],
  ['DynamoDBLocal', 'DynamoDB Local'],
  ['cli/start.ts', 'runner'],
] as const;
const TICK_MS = 10;

export interface ProcessCpu {
  readonly pid: number;
  /** Of a function's process the function's, without project and stage. */
  readonly name: string;
  /** Of all its threads since its start, and of its children that have ended, in milliseconds. */
  readonly ms: number;
}

/** The processes of the system, and what each has used of the CPU. */
export const cpuOf = ({ app }: Pick<RunningSystem, 'app'>): ProcessCpu[] =>
  familyOf(app.pids.runner).flatMap((pid) => {
    try {
      const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (.*)/);
      const used = fields.split(' ').slice(11, 15).map(Number);
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid, name: nameOf(command), ms: TICK_MS * used.reduce((sum, ticks) => sum + ticks, 0) }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });

const nameOf = (command: string) =>
  NAMES.find(([part]) => command.includes(part))?.[1] ?? /chargeonce-dev-([\w-]+) *$/.exec(command)?.[1] ?? 'others';

/** What the processes of each name have used between two looks, in milliseconds. One that ended counts to its parent. */
export function cpuBetween(before: readonly ProcessCpu[], after: readonly ProcessCpu[]): ReadonlyMap<string, number> {
  const earlier = new Map(before.map(({ pid, ms }) => [pid, ms]));
  const used = new Map<string, number>();
  for (const { pid, name, ms } of after) used.set(name, (used.get(name) ?? 0) + ms - (earlier.get(pid) ?? 0));
  return used;
}

export const allCpu = (used: ReadonlyMap<string, number>) => [...used.values()].reduce((sum, ms) => sum + ms, 0);
