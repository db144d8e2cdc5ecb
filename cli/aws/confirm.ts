import { Refusal } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

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
export async function confirm({ doIt, typed, yes, otherwise }: Question, { ask }: Pick<Terminal, 'ask'>) {
  if (yes) return;
  if (ask === undefined) throw new Error(`There is no terminal to ask at: add --yes to agree beforehand. ${otherwise}`);
  const answer = await ask(typed === undefined ? `${doIt}? [y/N] ` : `${doIt}? Type ${typed} to go on: `);
  const agreed = typed === undefined ? /^y(es)?$/i.test(answer.trim()) : answer.trim() === typed;
  if (!agreed) throw new Refusal(otherwise);
}
