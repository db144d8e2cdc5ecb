import { createInterface } from 'node:readline/promises';
import { RefusedError } from './report-failure.ts';

/** Where a command prints what it does, and asks. */
export interface OperatorTerminal {
  print(line: string): void;
  /** Undefined where nobody sits there. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

export const terminalAt = (output: NodeJS.WriteStream): OperatorTerminal => ({
  print: (line) => output.write(`${line}\n`),
  ask: process.stdin.isTTY ? (question) => askPerson(question, output) : undefined,
});

export const terminal = terminalAt(process.stdout);

/** Ctrl-C and Ctrl-D are no answer. */
async function askPerson(question: string, output: NodeJS.WriteStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output });
  const left = new AbortController();
  lines.once('SIGINT', () => left.abort()).once('close', () => left.abort());
  try {
    return await lines.question(question, { signal: left.signal });
  } catch (error) {
    if (!left.signal.aborted) throw error;
    return '';
  } finally {
    lines.close();
  }
}

interface Question {
  /** What will be done, as a question without its mark. */
  readonly doIt: string;
  /** What must be typed; without it, `y` is enough. */
  readonly typed?: string | undefined;
  /** Agreed to beforehand. */
  readonly yes: boolean;
  /** What is so when the answer is no. */
  readonly otherwise: string;
}

/** Goes on only when somebody agrees; throws a refusal otherwise. */
export async function confirm({ doIt, typed, yes, otherwise }: Question, { ask }: Pick<OperatorTerminal, 'ask'>) {
  if (yes) return;
  if (ask === undefined) throw new Error(`There is no terminal to ask at: add --yes to agree beforehand. ${otherwise}`);
  const answer = await ask(typed === undefined ? `${doIt}? [y/N] ` : `${doIt}? Type ${typed} to go on: `);
  const agreed = typed === undefined ? /^y(es)?$/i.test(answer.trim()) : answer.trim() === typed;
  if (!agreed) throw new RefusedError(otherwise);
}

interface Interruption extends Disposable {
  /** Aborted by the first Ctrl-C; a second one ends the process. */
  readonly signal: AbortSignal;
}

/** Handles Ctrl-C from now until it is disposed of, so that a command can end in order and say what is so. */
export function hearInterruption(): Interruption {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  return { signal: interrupted.signal, [Symbol.dispose]: () => process.off('SIGINT', interrupt) };
}
