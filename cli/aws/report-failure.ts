import { type Command, CommanderError } from 'commander';
import { endpointSettings } from './endpoint-environment.ts';

const REFUSED = 1;
const CANNOT = 2;

/** The answer is no, and nothing was changed. */
export class RefusedError extends Error {}

/** Runs a command that calls AWS, or what AWS_ENDPOINT_URL names; its failure becomes the exit code. */
export async function runAtAws(program: Command, run: () => Promise<void>) {
  try {
    program.exitOverride().parse();
    Object.assign(process.env, endpointSettings(process.env));
    await run();
  } catch (error) {
    reportFailure(error);
  }
}

/** Ends a command by its error: one line, and the exit code that says whether it was refused or could not be carried out. */
export function reportFailure(error: unknown) {
  if (error instanceof CommanderError) {
    // commander has printed its own errors already.
    process.exitCode = error.exitCode === 0 ? 0 : CANNOT;
    return;
  }
  console.error(explain(error));
  process.exitCode = error instanceof RefusedError ? REFUSED : CANNOT;
}

/** An error as one line that says what to do. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ECONNREFUSED')
    return `Nothing answers at ${addressOf(error)}. Does the system run? Start it with: npm start (or set its ports)`;
  if (error.name === 'CredentialsProviderError')
    return `${error.message}: sign in to AWS, or name a profile with --profile`;
  return error.message;
}

const addressOf = (error: Error) =>
  'address' in error && 'port' in error ? [error.address, error.port].join(':') : 'its port';
