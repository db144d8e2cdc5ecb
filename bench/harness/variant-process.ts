import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Bench, inRounds, type Sample, type Samples, type Task } from './figure.ts';
import type { SubjectName } from './variant-child.ts';

/** What differs of a variant: what it is, and of its environment. */
export interface Variant {
  readonly subject: SubjectName;
  readonly env?: Readonly<Record<string, string>>;
}

interface ProcessesOptions {
  readonly bench: Bench;
  readonly env: Readonly<Record<string, string>>;
  readonly variants: Readonly<Record<string, Variant>>;
  readonly cases: Readonly<Record<string, Task>>;
  readonly warmUps: number;
  readonly begin?: (task: Task) => void;
}

/** Measures variants in rounds, each in a process of its own from the first case to the last, so that none runs another's compiled code. */
export async function inProcesses({ env, variants, ...rounds }: ProcessesOptions): Promise<Samples> {
  const started = Object.entries(variants).map(([name, variant]) => [name, start(variant, env)] as const);
  try {
    // One failing start must not leave the others without a listener.
    await Promise.all(started.map(([, { ready }]) => ready));
    const samplers = started.map(([name, { sample }]) => [name, sample] as const);
    return await inRounds({ ...rounds, variants: Object.fromEntries(samplers) });
  } finally {
    for (const [, { child }] of started) child.kill();
  }
}

interface Answer {
  readonly ready?: true;
  readonly sample?: Sample;
  readonly error?: string;
}

function start({ subject, env: own }: Variant, env: Readonly<Record<string, string>>) {
  const child = fork(join(import.meta.dirname, 'variant-child.ts'), [subject], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...env, ...own },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    child,
    ready: answerOf(child, subject),
    async sample(task: Task): Promise<Sample> {
      child.send(task);
      const { sample, error } = await answerOf(child, subject);
      if (sample === undefined) throw new Error(`${subject} failed: ${error}`);
      return sample;
    },
  };
}

async function answerOf(child: ChildProcess, subject: string): Promise<Answer> {
  const given = new AbortController();
  const ended = once(child, 'exit', { signal: given.signal }).then(([code]) => {
    throw new Error(`${subject} ended with code ${code}`);
  });
  ended.catch(() => undefined);
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal: given.signal }), ended])) as [Answer];
    return answer;
  } finally {
    given.abort();
  }
}
