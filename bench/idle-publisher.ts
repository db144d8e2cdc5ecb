import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectCommand } from '../cli/project-command.ts';
import { memoryFolder } from '../local/ports-and-folders.ts';
import { startKafkaCluster } from '../test/harness/broker-cluster.ts';

// How much of a core a publisher uses that is connected to three brokers and has nothing to do; at most 1 % is wanted.
projectCommand('npm run bench -- idle-publisher')
  .description('Measures how much of a core a connected publisher uses that has nothing to do.')
  .parse();

const SECONDS = 10;
const WANTED_PERCENT = 1;
/** The cured one twice: what differs between the two is noise. */
const VARIANTS = ['unconnected', 'cured', 'cured', 'uncured'];

const folder = memoryFolder();
const cluster = await startKafkaCluster(folder);
try {
  await cluster.createTopic('idle');
  const percents = VARIANTS.map((variant) => ({ variant, percent: measure(variant) }));
  for (const { variant, percent } of percents) console.log(`${variant.padEnd(12)} ${percent.toFixed(2)} % of a core`);
  if (percents.some(({ variant, percent }) => variant === 'cured' && percent > WANTED_PERCENT)) process.exitCode = 1;
} finally {
  await cluster.end();
  rmSync(folder, { recursive: true });
}

function measure(variant: string): number {
  const child = join(import.meta.dirname, 'idle-publisher/child.ts');
  const args = [child, cluster.env.KAFKA_BROKERS, 'idle', variant, String(SECONDS)];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' })) / SECONDS / 10;
}
