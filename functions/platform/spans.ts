import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { parseTraceParent } from '@opentelemetry/core';
import * as z from 'zod/mini';
import { readEnv } from './env.ts';

const TracesEnv = z.object({
  POWERTOOLS_SERVICE_NAME: z._default(z.string(), ''),
  TRACES_PERCENT: z._default(z.coerce.number(), 0),
  AWS_XRAY_DAEMON_ADDRESS: z.optional(z.string()),
});

/** A step in the trace of an order: what was received with it, and what X-Ray may find it by. */
interface Step {
  readonly traceparent: string | undefined;
  readonly orderId?: string | undefined;
  /** The step is the one that the traceparent names, instead of one that follows it. */
  readonly isRoot?: boolean;
}

interface SpanRecorderOptions {
  /** What the spans are called. */
  readonly service: string;
  /** How many of a hundred traces are sent: the same ones in every function, whatever order they come in. */
  readonly percent: number;
  /** host:port where X-Ray's daemon takes documents by UDP. Undefined: nothing is recorded. */
  readonly daemon: string | undefined;
  readonly now: () => number;
}

/** Records spans as X-Ray's segment documents, and sends them when an invocation ends: frozen, it would send nothing. */
export function spanRecorder({ service, percent, daemon, now }: SpanRecorderOptions) {
  let held: string[] = [];

  /** Begins steps; what it returns ends them all, at fault or not. */
  const begin = (steps: readonly Step[]) => {
    const startedAt = now();
    return (fault: boolean) => {
      if (daemon === undefined) return;
      const times = { start_time: startedAt / 1_000, end_time: now() / 1_000, fault };
      const reported = steps.flatMap((step) => segment(step, percent) ?? []);
      held.push(...reported.map((ids) => JSON.stringify({ name: service, ...ids, ...times })));
    };
  };

  return {
    begin,
    /** Does work that is a step of each of these traces. */
    async trace<Result>(steps: readonly Step[], work: () => Promise<Result>): Promise<Result> {
      const end = begin(steps);
      let fault = true;
      try {
        const result = await work();
        fault = false;
        return result;
      } finally {
        end(fault);
      }
    },
    /** @throws where the daemon can't be sent to; the spans are gone then. */
    async flush() {
      const documents = held;
      held = [];
      if (daemon !== undefined && documents.length > 0) await send(documents, daemon);
    },
  };
}

/** The ids of a step; undefined where its trace is not sent. A W3C trace id is X-Ray's in other clothes. */
function segment({ traceparent, orderId, isRoot = false }: Step, percent: number) {
  const received = traceparent === undefined ? null : parseTraceParent(traceparent);
  if (received === null || received.traceFlags % 2 === 0 || !isChosen(received.traceId, percent)) return undefined;
  const { traceId, spanId } = received;
  return {
    trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    ...(isRoot ? { id: spanId } : { id: randomBytes(8).toString('hex'), parent_id: spanId }),
    ...(orderId !== undefined && { annotations: { orderId } }),
  };
}

/** By its last digits, which are random in the ids of every tracer. */
const isChosen = (traceId: string, percent: number) => Number.parseInt(traceId.slice(-8), 16) % 10_000 < 100 * percent;

const HEADER = '{"format":"json","version":1}\n';

async function send(documents: readonly string[], daemon: string) {
  const [host = '', port] = daemon.split(':');
  const socket = createSocket('udp4');
  const sent = documents.map(
    (document) =>
      new Promise<void>((resolve, reject) => {
        socket.send(HEADER + document, Number(port), host, (error) => (error ? reject(error) : resolve()));
      }),
  );
  await Promise.all(sent).finally(() => socket.close());
}

const { POWERTOOLS_SERVICE_NAME, TRACES_PERCENT, AWS_XRAY_DAEMON_ADDRESS } = readEnv(TracesEnv);

/** The function's own spans: none unless the stage traces a share of its orders (`traces` in lib/stages.ts). */
export const spans = spanRecorder({
  service: POWERTOOLS_SERVICE_NAME,
  percent: TRACES_PERCENT,
  daemon: TRACES_PERCENT > 0 ? AWS_XRAY_DAEMON_ADDRESS : undefined,
  now: Date.now,
});

/** Goes on with the caller's trace, or starts one. The span is always new. */
export function continueTrace(received: string | undefined): string {
  const caller = received === undefined ? null : parseTraceParent(received);
  const trace = caller?.traceId ?? randomBytes(16).toString('hex');
  const flags = (caller?.traceFlags ?? 1).toString(16).padStart(2, '0');
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}

const LONGEST = 128;

/** A received traceparent; empty where it is absent or none, as if the trace began here. */
export const validTraceParent = (received = ''): string =>
  received.length <= LONGEST && parseTraceParent(received) ? received : '';

/** The trace id inside a traceparent. */
export const traceIdOf = (traceparent: string) => parseTraceParent(traceparent)?.traceId;
