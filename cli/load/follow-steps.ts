import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { STEPS_PATH } from '../../local/http/step-feed.ts';

export interface FollowedSteps {
  /** When each order was seen to be paid, of `performance.now()`. */
  readonly times: ReadonlyMap<string, number>;
  /** Resolves when all of them are decided, rejects when nothing has moved for a minute. */
  decided(orderIds: readonly (string | undefined)[]): Promise<void>;
  close(): void;
}

const PATIENCE_MS = 60_000;
const Step = z.object({ orderId: z.string(), step: z.string() });
const FINAL = ['paid', 'declined'];

/** Listens to the local system's order steps: asking for each order again and again would be a load of its own. */
export async function followSteps(api: string, onPaid: () => void): Promise<FollowedSteps> {
  const feed = await connect(api);
  const times = new Map<string, number>();
  let moved = Promise.withResolvers<undefined>();
  const ended = once(feed, 'close').then(() => Promise.reject(new Error(`The system at ${api} has ended.`)));
  // Reported where somebody waits for orders; also an error of the connection is followed by its close.
  ended.catch(() => {});
  feed.on('error', () => {});
  createInterface(feed).on('line', (line) => {
    const { orderId, step } = z.parse(Step, JSON.parse(line));
    if (!FINAL.includes(step)) return;
    times.set(orderId, performance.now());
    onPaid();
    moved.resolve(undefined);
    moved = Promise.withResolvers();
  });
  return {
    times,
    async decided(orderIds) {
      while (orderIds.some((id) => id !== undefined && !times.has(id)))
        await soon(Promise.race([moved.promise, ended]));
    },
    close: () => feed.destroy(),
  };
}

async function connect(api: string): Promise<IncomingMessage> {
  try {
    const request = get(api + STEPS_PATH);
    return await new Promise((resolve, reject) => request.once('response', resolve).once('error', reject));
  } catch (error) {
    throw new Error(`No system answers at ${api}. Start one with: npm start`, { cause: error });
  }
}

async function soon(moved: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No order has moved for a minute; some are not decided.')), PATIENCE_MS);
  });
  await Promise.race([moved, late]).finally(() => clearTimeout(timer));
}
