import { Problem } from '../platform/problem.ts';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const STRING = /"((?:[^"\\]|\\["\\])*)"/;
/** RFC 9651: they qualify an item and are no part of its value. */
const PARAMETERS = new RegExp(`(?: *; *[a-z*][a-z0-9_.*-]*(?:=(?:${STRING.source}|[^;" ]+))?)*`);
const QUOTED = new RegExp(`^${STRING.source}${PARAMETERS.source}$`);

/** Reads the Idempotency-Key header; the quoted form (a structured-field string, its parameters aside) and the bare one are one key. */
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
