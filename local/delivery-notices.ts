import * as z from 'zod/mini';
import { QuarantineRequest } from '../functions/contracts/quarantined-record.ts';
import type { DeliveryNotices } from '../lambda-local/event-sources/deliver.ts';
import type { InvokeResponse } from '../lambda-local/functions/invocation.ts';

interface DeliveryNoticesDeps {
  readonly functionName: string;
  /** What the function logged last that was wrong; undefined where it logged nothing. */
  readonly lastTrouble: () => string | undefined;
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Says in one line that a function's records wait, and why, and in one that they flow again. A record that fails once is
 * not worth a word: the second failure of the same one is.
 */
export function deliveryNotices({ functionName, lastTrouble, log, now }: DeliveryNoticesDeps): DeliveryNotices {
  // How often the first record of each failing batch failed: batches of several workers fail and succeed beside each other.
  const failing = new Map<unknown, number>();
  let since: Date | undefined;
  let isTold = false;

  return {
    failed(record, reason) {
      since ??= now();
      const failures = (failing.get(record) ?? 0) + 1;
      failing.set(record, failures);
      if (failures < 2 || isTold) return;
      isTold = true;
      const why = lastTrouble() ?? reason ?? `see logs/${functionName}.log`;
      log(`${functionName}: records wait since ${timeOf(since)} and are tried again. ${why}`);
    },
    ended(records) {
      for (const record of records) failing.delete(record);
      if (since === undefined || failing.size > 0) return;
      const seconds = Math.round((now().getTime() - since.getTime()) / 1_000);
      if (isTold) log(`${functionName}: flows again, after ${seconds} s`);
      [since, isTold] = [undefined, false];
    },
  };
}

/** One line for a record that a consumer gives up; undefined for every other invocation. */
export function quarantineNotice(event: unknown, answer: InvokeResponse): string | undefined {
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
