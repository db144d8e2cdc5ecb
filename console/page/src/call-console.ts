import type { Done } from '../../contract/console-views.ts';

/** The console's server refused, or did not answer; the message is its text, for the reader. */
class ProblemError extends Error {
  override readonly name = 'ProblemError';
}

/** Reads one of the routes of live-events.ts, which says what T is there. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return await answered<T>(path, signal === undefined ? {} : { signal });
}

const tokenPlace = (page: Document) => page.querySelector<HTMLMetaElement>('meta[name="console-token"]');

/** A server that was started again accepts its own token alone. */
export async function renewToken() {
  const page = new DOMParser().parseFromString(await (await responseOf('/', {})).text(), 'text/html');
  tokenPlace(document)?.setAttribute('content', tokenPlace(page)?.content ?? '');
}

/** Changes something; a refusal by the system is a Done with `ok: false`, a refusal by the console a ProblemError. */
export async function post(path: string, body: unknown): Promise<Done> {
  return await answered<Done>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-console-token': tokenPlace(document)?.content ?? '' },
    body: JSON.stringify(body),
  });
}

/** The text of what was thrown, for a reader. */
export const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function answered<T>(path: string, init: RequestInit): Promise<T> {
  const response = await responseOf(path, init);
  if (!response.ok) throw new ProblemError(await problemOf(response));
  const read: () => Promise<T> = () => response.json();
  return await read();
}

async function responseOf(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ProblemError(`The console's server does not answer (${path}). Is "npm start" still running?`);
  }
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'problem' in body) return String(body.problem);
  } catch {
    // Not JSON: shown as it came.
  }
  return text === '' ? `The console's server answered ${response.status}.` : text.slice(0, 500);
}
