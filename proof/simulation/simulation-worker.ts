import * as z from 'zod/mini';
import { seeded } from '../../bench/kafka-losses/seeded.ts';
import { FAULT_NAMES } from '../../test/flow/lives/fates.ts';
import { liveOrders } from '../../test/flow/lives/order-life.ts';
import { livePayments } from '../../test/flow/lives/payment-life.ts';
import { answerTasks } from '../worker-pool.ts';

const LivesTask = z.object({
  first: z.int(),
  lives: z.int(),
  /** After so many that are broken no other is lived. */
  mostBroken: z.int(),
});
export type LivesTask = z.infer<typeof LivesTask>;

export interface LivesResult {
  readonly lived: number;
  readonly faults: number;
  readonly broken: readonly BrokenLife[];
}

export interface BrokenLife {
  readonly life: number;
  readonly message: string;
  /** What happened in it, in order; empty where it was one of many. */
  readonly log: readonly string[];
}

answerTasks(LivesTask, async ({ first, lives, mostBroken }): Promise<LivesResult> => {
  let [lived, faults] = [0, 0];
  const broken: BrokenLife[] = [];
  for (let life = first; life < first + lives && broken.length < mostBroken; life++) {
    const log: string[] = [];
    const report = (line: string) => {
      if (isFault(line)) faults += 1;
      if (lives === 1) log.push(line);
    };
    try {
      await liveNumber(life, report);
    } catch (error) {
      broken.push({ life, message: String(error), log });
    }
    lived += 1;
  }
  return { lived, faults, broken };
});

/**
 * Lives a life again, the same for the same number: those with an odd one are of payments alone, more of which fit into the same
 * time; those with an even one are of orders, through every stage.
 */
const liveNumber = (life: number, log: (line: string) => void) =>
  (life % 2 === 1 ? livePayments : liveOrders)(seeded(life), log);

const isFault = (line: string) => FAULT_NAMES.some((name) => line.endsWith(name));
