import * as z from 'zod/mini';
import { QuarantineRequest } from '../functions/contracts/quarantine.ts';
import { reportedFailures } from './event-sources/failures.ts';
import type { InvokeAnswer } from './event-sources/invoke.ts';

interface DeliveryNoticesDeps {
  readonly functionName: string;
  /** What the function logged last that was wrong; undefined where it logged nothing. */
  readonly lastTrouble: () => string | undefined;
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

const StreamEvent = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ SequenceNumber: z.string() }) })),
});
const KafkaEvent = z.object({
  records: z.record(z.string(), z.array(z.object({ offset: z.int() }))),
});

/**
 * Says in one line that a function's records wait, and why, and in one that they flow again. A record that fails once is
 * not worth a word: the second failure of the same one is.
 */
export function deliveryNotices({ functionName, lastTrouble, log, now }: DeliveryNoticesDeps) {
  // The first record of each failing batch, since batches of several lanes fail and succeed beside each other.
  const failing = new Map<string, number>();
  let since: Date | undefined;
  let isTold = false;

  const failed = (record: string, reason: string | undefined) => {
    since ??= now();
    const failures = (failing.get(record) ?? 0) + 1;
    failing.set(record, failures);
    if (failures < 2 || isTold) return;
    isTold = true;
    const why = lastTrouble() ?? reason ?? `see logs/${functionName}.log`;
    log(`${functionName}: records wait since ${timeOf(since)} and are tried again. ${why}`);
  };
  const succeeded = (records: readonly string[]) => {
    for (const record of records) failing.delete(record);
    if (since === undefined || failing.size > 0) return;
    if (isTold) log(`${functionName}: flows again, after ${Math.round((now().getTime() - since.getTime()) / 1_000)} s`);
    [since, isTold] = [undefined, false];
  };

  return (event: unknown, answer: InvokeAnswer): void => {
    const records = recordsOf(event);
    const failures = answer.kind === 'returned' ? reportedFailures(answer.payload) : records.slice(0, 1);
    const first = failures.map(nameOf)[0];
    if (first === undefined) succeeded(records);
    else failed(first, answer.kind === 'failed' ? answer.error : undefined);
  };
}

function recordsOf(event: unknown): readonly string[] {
  const { data: stream } = z.safeParse(StreamEvent, event);
  if (stream) return stream.Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const { data: kafka } = z.safeParse(KafkaEvent, event);
  return Object.entries(kafka?.records ?? {}).flatMap(([partition, records]) =>
    records.map(({ offset }) => `${partition}@${offset}`),
  );
}

const StreamFailure = z.object({ itemIdentifier: z.string() });
const KafkaFailure = z.object({ itemIdentifier: z.object({ partition: z.string(), offset: z.int() }) });

/** As `recordsOf` names it. */
function nameOf(failure: unknown): string {
  if (typeof failure === 'string') return failure;
  const { data: stream } = z.safeParse(StreamFailure, failure);
  const { data: kafka } = z.safeParse(KafkaFailure, failure);
  return stream?.itemIdentifier ?? `${kafka?.itemIdentifier.partition}@${kafka?.itemIdentifier.offset}`;
}

/** One line for a record that a consumer gives up; undefined for every other invocation. */
export function quarantineNotice(event: unknown, answer: InvokeAnswer): string | undefined {
  const { data } = z.safeParse(QuarantineRequest, event);
  if (data === undefined || answer.kind === 'failed') return undefined;
  const { consumer, record, error } = data;
  const why = `${error.name}: ${error.message}`.replace(/\s*\n\s*/g, '; ').slice(0, 200);
  return `${consumer}: quarantined ${record.topic} ${record.partition}/${record.offset}. ${why}. See: npm run ops -- dlq`;
}

const timeOf = (date: Date) => date.toTimeString().slice(0, 8);

const LogLine = z.object({
  level: z.enum(['WARN', 'ERROR']),
  message: z.string(),
  orderId: z.optional(z.string()),
  error: z.optional(z.looseObject({ name: z.optional(z.string()), message: z.optional(z.string()) })),
});

/** The last warning or error in these lines of a function's log, with its order. */
export function lastTroubleIn(lines: string): string | undefined {
  for (const line of lines.split('\n').reverse()) {
    const { data } = z.safeParse(LogLine, parsed(line));
    if (data === undefined) continue;
    const order = data.orderId === undefined ? '' : `${data.orderId}: `;
    return `${order}${data.error?.message ?? data.message}`;
  }
  return undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
