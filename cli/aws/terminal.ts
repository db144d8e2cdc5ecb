import { createInterface } from 'node:readline/promises';

/** Where a command tells what it does, and asks. */
export interface Terminal {
  tell(line: string): void;
  /** Undefined where nobody sits there. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

export const terminal: Terminal = {
  tell: (line) => console.log(line),
  ask: process.stdin.isTTY ? askPerson : undefined,
};

/** Ctrl-C and Ctrl-D are no answer. */
async function askPerson(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
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
