import { Problem } from '../platform/problem.ts';

const MAX_BYTES = 16 * 1024;

interface HttpBody {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** Parses a JSON body of at most 16 KB. */
export function readBody({ headers, body = '', isBase64Encoded }: HttpBody): unknown {
  assertPlainJson(headers);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BYTES)
    throw new Problem({ status: 413, type: 'too-large', title: `An order is at most ${MAX_BYTES} bytes of JSON.` });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem({ status: 400, type: 'malformed-json', title: 'The body is not well-formed JSON in UTF-8.' });
  }
}

function assertPlainJson(headers: HttpBody['headers']) {
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? ''))
    throw new Problem({ status: 415, type: 'not-json', title: 'Send the order as content-type application/json.' });
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? ''))
    throw new Problem({
      status: 415,
      type: 'encoded-body',
      title: 'Send the order without a content-encoding.',
      headers: { 'accept-encoding': 'identity' },
    });
}
