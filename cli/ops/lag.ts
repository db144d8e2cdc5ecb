import { ConsumerLagAnswer } from '../../functions/contracts/consumer-lag.ts';
import { opsCommand } from './command.ts';
import { type Consumer, consumersOf } from './consumers.ts';
import { askKafka } from './kafka.ts';
import type { System } from './system.ts';

export const lagCommand = opsCommand({
  name: 'lag',
  does: 'Shows how far each consumer group is behind in its topic, partition by partition.',
  run: async (system) => {
    const lags = await Promise.all(consumersOf(system).map((consumer) => lagOf(system, consumer)));
    return { data: lags, text: lags.map(textOf).join('\n') };
  },
});

export interface ConsumerLag extends ConsumerLagAnswer {
  readonly consumer: string;
  readonly topic: string;
  readonly group: string;
  /** Of all partitions. */
  readonly lag: number;
}

export async function lagOf(system: System, { name, topic, group }: Consumer): Promise<ConsumerLag> {
  const answer = await askKafka(system, { action: 'consumer-lag', group, topic }, ConsumerLagAnswer);
  const lag = answer.partitions.reduce((sum, partition) => sum + partition.lag, 0);
  return { consumer: name, topic, group, lag, ...answer };
}

const textOf = ({ group, topic, lag, members, partitions }: ConsumerLag) =>
  [
    `${group} in ${topic}: lag ${lag}, members ${members}`,
    ...partitions.map(
      ({ partition, committed, end, lag: own }) =>
        `  ${partition}  committed ${committed ?? 'never'}  end ${end}  lag ${own}`,
    ),
  ].join('\n');
