import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { javaEnvironment } from '../../local/kafka-broker.ts';
import { fetchJars } from './maven-builds.ts';

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
  const classPath = await fetchJars({ pom: join(source, '../pom.xml'), folder: resolve('.local/interop', jars) });
  return runProgram('java', { args: ['-cp', classPath, source, ...args], input, env: javaEnvironment() });
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
