import { PassThrough } from 'node:stream';
import type { OrderStep } from '../narrator.ts';
import type { HttpHandler } from './http-api.ts';

export const STEPS_PATH = '/_local/steps';

/** Sends every order's steps, a JSON object a line, to whoever listens at `/_local/steps`. */
export function stepFeed() {
  const listeners = new Set<PassThrough>();
  const listen = () => {
    const body = new PassThrough();
    listeners.add(body);
    body.once('close', () => listeners.delete(body));
    return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
  };
  return {
    tell(step: OrderStep) {
      for (const listener of listeners) listener.write(`${JSON.stringify(step)}\n`);
    },
    beside:
      (next: HttpHandler): HttpHandler =>
      async (request, body) =>
        request.url === STEPS_PATH ? listen() : next(request, body),
  };
}
