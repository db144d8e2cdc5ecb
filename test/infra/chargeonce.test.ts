import { describe, expect, it } from 'vitest';
import { type AwsStage, stages } from '../../lib/stages.ts';
import { allResources, existing, express, synthesise } from './synthesise.ts';

const variants: readonly (readonly [name: string, AwsStage])[] = [
  ...Object.values(stages).map((stage) => [stage.name, stage] as const),
  ['prod on Express brokers', { ...stages.prod, cluster: express }],
  ['dev on an existing cluster', { ...stages.dev, cluster: existing }],
];

describe.each(variants)('the synth of %s', (_, stage) => {
  const { lookUps, messages, stacks, flow } = synthesise(stage, { validated: true });

  it('needs no look-up, so no credentials', () => {
    expect(lookUps).toEqual([]);
  });

  it('says nothing: no warning, no error', () => {
    expect(messages).toEqual([]);
  });

  it('protects the stacks of a stage that keeps its data from being deleted', () => {
    expect(new Set(stacks.map(({ terminationProtection }) => terminationProtection))).toEqual(
      new Set([stage.keepsData]),
    );
  });

  it('tells where the orders are taken and what the tables and functions are called', () => {
    const outputs = Object.keys(flow.findOutputs('*'));
    expect(outputs).toEqual(
      expect.arrayContaining([
        'OrdersUrl',
        'GatewayUrl',
        'OrdersTable',
        'PaymentDedupTable',
        'OrderPlacedTopic',
        'PaymentDecidedTopic',
        'OrderApiFunction',
        'KafkaOperatorFunction',
      ]),
    );
  });
});

describe('the network, the brokers with their key and settings, and the topics', () => {
  const deletion = (stage: AwsStage) => {
    const { messaging, topics } = synthesise(stage);
    return new Set([...allResources(messaging), ...allResources(topics)].map(({ DeletionPolicy }) => DeletionPolicy));
  };

  it('outlive the stacks of a stage that keeps its data, but for a creation that fails', () => {
    expect(deletion(stages.prod)).toEqual(new Set(['RetainExceptOnCreate']));
  });

  it('leave with those of dev', () => {
    expect(deletion(stages.dev)).not.toContain('RetainExceptOnCreate');
  });
});
