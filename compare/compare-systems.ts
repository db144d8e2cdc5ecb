import { rmSync } from 'node:fs';
import { fetchConnect } from '../cli/interop/connect-worker.ts';
import { missingMariaDb } from '../cli/interop/mariadb.ts';
import { memoryFolder } from '../local/ports-and-folders.ts';
import { type CheckedHistory, checkHistory } from '../proof/checker/checked-history.ts';
import { runNemesis } from '../proof/nemesis/run-nemesis.ts';
import { startKafkaCluster } from '../test/harness/broker-cluster.ts';
import { COMPARED, type ComparedSystem, type CompareOptions, THIS_SYSTEM } from './compared-systems.ts';
import { runCompared } from './run-compared.ts';
import { buildSpringServices } from './spring-services.ts';

/** Runs the systems that are named, one after the other. @throws Error that says what the machine lacks */
export async function compareSystems(names: readonly string[], options: CompareOptions): Promise<CheckedHistory[]> {
  return [
    ...(await comparePeers(
      COMPARED.filter(({ name }) => names.includes(name)),
      options,
    )),
    ...(names.includes(THIS_SYSTEM) ? [await compareOurs(options)] : []),
  ];
}

/** On the same brokers. */
async function comparePeers(systems: readonly ComparedSystem[], options: CompareOptions): Promise<CheckedHistory[]> {
  if (systems.length === 0) return [];
  const missing = missingMariaDb();
  if (missing !== undefined) throw new Error(missing);
  await buildSpringServices(options.report);
  if (systems.some(({ placing }) => placing === 'outbox')) await fetchConnect(options.report);
  const folder = memoryFolder();
  const cluster = await startKafkaCluster(folder);
  try {
    const checked: CheckedHistory[] = [];
    for (const system of systems) checked.push(await runCompared({ ...options, system, cluster }));
    return checked;
  } finally {
    await cluster.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareOurs(options: CompareOptions): Promise<CheckedHistory> {
  const folder = `.local/compare/${THIS_SYSTEM}-seed-${options.seed}-orders-${options.orders}`;
  await runNemesis({ ...options, folder });
  return checkHistory(folder);
}
