import * as z from 'zod/mini';
import { freePort } from '../../local/free-port.ts';
import { serveHttp } from '../../local/http/http-api.ts';
import { jsonAnswer } from '../../local/http/payload.ts';

/** A request that passed, and how it was answered. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

export interface RecordingProxy {
  readonly url: string;
  /** What passed since the last call. */
  take(): readonly Exchange[];
  stop(): Promise<void>;
}

const PassedHeaders = z.record(z.string(), z.string());

/** What the server behind must know of a request; the rest is of its connection. */
const PASSED_ON = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];

/**
 * Passes requests on to stripe-mock and notes each with its answer. Of the first page of a list it says that there is
 * another one: stripe-mock's lists have one page, and the request for the next is of interest, too.
 */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const port = await freePort();
  const { stop } = await serveHttp(port, async ({ method = '', url: path = '', headers }, body) => {
    const passed = PASSED_ON.map((name) => [name, headers[name]]).filter(([, value]) => value !== undefined);
    const response = await fetch(`${upstream}${path}`, {
      method,
      headers: z.parse(PassedHeaders, Object.fromEntries(passed)),
      ...(method !== 'GET' && { body: body.toString() }),
    });
    const answer: unknown = await response.json();
    exchanges.push({ method, path, status: response.status, body: answer });
    const isFirstPage = !new URL(path, upstream).searchParams.has('starting_after');
    return jsonAnswer(response.status, isFirstPage ? continued(answer) : answer);
  });
  return { url: `http://127.0.0.1:${port}`, take: () => exchanges.splice(0), stop };
}

const List = z.looseObject({ object: z.literal('list'), has_more: z.boolean() });

function continued(answer: unknown): unknown {
  const list = z.safeParse(List, answer);
  return list.success ? { ...list.data, has_more: true } : answer;
}
