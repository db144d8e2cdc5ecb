import { CommanderError } from 'commander';
import { explain } from '../ops/explain.ts';

const REFUSED = 1;
const CANNOT = 2;

/** The answer is no, and nothing was changed. */
export class Refusal extends Error {}

/** Ends a command by its error: one line, and the exit code that says whether it was refused or could not be carried out. */
export function reportFailure(error: unknown) {
  if (error instanceof CommanderError) {
    // commander has told its own errors already.
    process.exitCode = error.exitCode === 0 ? 0 : CANNOT;
    return;
  }
  console.error(explain(error));
  process.exitCode = error instanceof Refusal ? REFUSED : CANNOT;
}
