import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startToldProcess } from '../../local/guarded-process.ts';

export type Report = (line: string) => void;

const inSilence: Report = () => {};

interface Jars {
  /** Names what is needed. */
  readonly pom: string;
  /** Where it is kept. */
  readonly folder: string;
}

/** Fetches what a pom.xml names, where it is not there yet. @returns the class path */
export async function fetchJars({ pom, folder }: Jars, report = inSilence): Promise<string> {
  const fetchedBy = join(folder, 'pom.xml');
  const wanted = readFileSync(pom, 'utf8');
  if (!existsSync(fetchedBy) || readFileSync(fetchedBy, 'utf8') !== wanted) {
    report('Maven fetches what is not here yet, which takes a minute at first use');
    rmSync(folder, { recursive: true, force: true });
    await maven(['-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]);
    writeFileSync(fetchedBy, wanted);
  }
  return globSync(join(folder, '*.jar')).sort().join(delimiter);
}

interface MavenProject {
  readonly sources: string;
  /** Where it is built. */
  readonly folder: string;
}

/** Builds a project at first use, and when its sources have changed. */
export async function buildWithMaven({ sources, folder }: MavenProject, report = inSilence): Promise<void> {
  const stamp = join(folder, 'built-of');
  const wanted = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  report('Maven builds the Spring Boot services, which takes a minute at first use');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(sources, folder, { recursive: true });
  await maven(['-f', join(folder, 'pom.xml'), 'package', '-DskipTests']);
  writeFileSync(stamp, wanted);
}

function hashOf(sources: string): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.{java,yml,xml}', { cwd: sources }).sort())
    hash.update(file).update(readFileSync(join(sources, file)));
  return hash.digest('hex');
}

async function maven(args: readonly string[]): Promise<void> {
  const lines: string[] = [];
  const command = { command: 'mvn', args: ['-q', '-B', ...args] };
  const process = await startToldProcess({ ...command, onLine: (line) => lines.push(line) });
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`mvn ${args.join(' ')} ended with ${code}:\n${lines.slice(-15).join('\n')}`);
}
