import { Option } from 'commander';
import { CONSUMERS } from '../../functions/contracts/consumers.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { System } from './system.ts';

export type ConsumerName = (typeof CONSUMERS)[keyof typeof CONSUMERS];

/** A consumer of the system: what it reads, as which group, with which function. */
export interface Consumer {
  readonly name: ConsumerName;
  readonly topic: string;
  readonly group: string;
  readonly functionName: string;
}

export function consumersOf({ outputs }: System): readonly Consumer[] {
  // A stage's prefix precedes its topics and groups alike.
  const prefix = outputs.OrderPlacedTopic.slice(0, -ORDER_PLACED.topic.length);
  const consumer = (name: ConsumerName, topic: string, functionName: string) => ({
    name,
    topic,
    group: prefix + name,
    functionName,
  });
  return [
    consumer(CONSUMERS.paymentProcessor, outputs.OrderPlacedTopic, outputs.PaymentProcessorFunction),
    consumer(CONSUMERS.statusUpdater, outputs.PaymentDecidedTopic, outputs.StatusUpdaterFunction),
  ];
}

export function consumerNamed(system: System, name: ConsumerName): Consumer {
  const found = consumersOf(system).find((consumer) => consumer.name === name);
  if (found === undefined) throw new Error(`There is no consumer ${name}.`);
  return found;
}

export const consumerOption = (does: string) => new Option('--consumer <name>', does).choices(Object.values(CONSUMERS));
