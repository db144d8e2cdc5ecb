import { seeded } from '../../bench/kafka-losses/seeded.ts';
import { liveOrders } from '../../test/flow/lives/order-life.ts';
import { livePayments } from '../../test/flow/lives/payment-life.ts';

/**
 * Lives a life again, the same for the same number: those with an odd one are of payments alone, more of which fit into the same
 * time; those with an even one are of orders, through every stage.
 */
export const liveNumber = (life: number, log: (line: string) => void) =>
  (life % 2 === 1 ? livePayments : liveOrders)(seeded(life), log);
