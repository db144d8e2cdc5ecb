import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// zod/mini says "Invalid input" to everything unless it is given a language.
z.config({
  ...english(),
  // The name of an unknown field is the sender's own text: it must not get into logs, headers and rows.
  customError: ({ code }) => (code === 'unrecognized_keys' ? 'Unknown field' : undefined),
});

const MOST_PROBLEMS = 10;

/** A large value may be wrong in a hundred thousand places: logs, headers, rows and Lambda's payloads have no room for all. */
export function problemsOf({ issues }: z.core.$ZodError): string {
  const more = issues.length - MOST_PROBLEMS;
  return z.prettifyError({ issues: issues.slice(0, MOST_PROBLEMS) }) + (more > 0 ? `\nand ${more} more` : '');
}
