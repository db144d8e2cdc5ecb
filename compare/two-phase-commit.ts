import { execFile } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import { javaEnvironment, javaJars } from '../local/kafka-broker.ts';

const PROGRAM = resolve(import.meta.dirname, 'two-phase-commit/TwoPhaseCommit.java');

/** What the pinned client of Kafka can do of a two-phase commit with a database, in words. */
export async function twoPhaseCommit(): Promise<string> {
  const args = ['-cp', javaJars().join(delimiter), PROGRAM];
  const { stdout } = await promisify(execFile)('java', args, { env: javaEnvironment() });
  const version = javaJars().flatMap((jar) => /kafka-clients-(.+)\.jar$/.exec(jar)?.[1] ?? [])[0] ?? '';
  return twoPhaseCommitText(version, stdout);
}

/** Reads what the program prints: `setting true`, `prepareTransaction false`, … */
export function twoPhaseCommitText(version: string, printed: string): string {
  const known = new Map(printed.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1]]));
  const missing = ['prepareTransaction', 'completeTransaction'].filter((method) => known.get(method) !== 'true');
  const client = `Kafka's client ${version}`;
  if (missing.length === 0)
    return `two-phase commit: ${client} can prepare a transaction; no system of this comparison does`;
  const setting = known.get('setting') === 'true' ? 'knows transaction.two.phase.commit.enable, but ' : '';
  return (
    `two-phase commit: not run, since ${client} ${setting}has no ${missing.join(' and no ')} (KIP-939): ` +
    'a producer that dies between the two commits finds its transaction aborted, while the database has committed'
  );
}
