import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { javaEnvironment } from '../../local/kafka-broker.ts';

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

interface JavaProgram {
  /** Of one source file, beside the pom.xml that names what it needs. */
  readonly source: string;
  /** Where the jars are kept, below `.local/interop`. */
  readonly jars: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** Runs a program for Java, and answers what it printed; fetches its jars at first use. */
export async function runJava({ source, jars, args, input = '' }: JavaProgram): Promise<string> {
  const classPath = globSync(join(await fetchJars(join(source, '../pom.xml'), jars), '*.jar')).join(delimiter);
  return runProgram('java', { args: ['-cp', classPath, source, ...args], input, env: javaEnvironment() });
}

/** What a pom.xml names, where it is not there yet. */
export async function fetchJars(pom: string, name: string): Promise<string> {
  const jars = resolve('.local/interop', name);
  const fetchedBy = join(jars, 'pom.xml');
  if (existsSync(fetchedBy) && readFileSync(fetchedBy, 'utf8') === readFileSync(pom, 'utf8')) return jars;
  rmSync(jars, { recursive: true, force: true });
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
  writeFileSync(fetchedBy, readFileSync(pom));
  return jars;
}

interface ProgramRun {
  readonly args: readonly string[];
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program with this as its standard input, and answers what it printed. @throws with the end of what it complained of */
export async function runProgram(command: string, { args, input = '', env = process.env }: ProgramRun) {
  const running = run(command, args, { env, maxBuffer: MOST_BYTES });
  running.child.stdin?.end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stderr } = z.parse(Failed, error);
    throw new Error(`${command} failed:\n${stderr.trimEnd().split('\n').slice(-15).join('\n')}`, { cause: error });
  }
}

const Failed = z.looseObject({ stderr: z.catch(z.string(), '') });
