import { Problem } from '../platform/problem.ts';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/** Reads the Idempotency-Key header; the quoted form (a structured-field string) and the bare one are one key. */
export function readIdempotencyKey(header: string | undefined): string {
  const key = header === undefined ? '' : unquote(header.trim());
  if (PRINTABLE.test(key)) return key;
  throw new Problem({
    status: 400,
    type: 'idempotency-key-required',
    title:
      'Send an Idempotency-Key header of 1 to 255 printable ASCII characters; use the same one to repeat a request.',
  });
}

function unquote(text: string): string {
  const quoted = QUOTED.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replace(/\\(.)/g, '$1');
}
