import { describe, expect, it } from 'vitest';
import { assertConnectionsFit } from '../../lib/brokers/kafka-settings.ts';
import { stages } from '../../lib/stages.ts';
import { resources, synthesise } from './synthesise.ts';

const withPublishers = (publisher: number) => ({
  ...stages.prod,
  concurrency: { publisher, quarantine: 4, kafkaOperator: 2, reconciler: 1, paymentRetrier: 2 },
});

describe('connections to the brokers', () => {
  it('are bounded in prod by what is reserved for each function beside them', () => {
    const { flow } = synthesise(stages.prod);
    const inNetwork = flow.findResources('AWS::Lambda::Function', { Properties: { VpcConfig: {} } });

    expect(Object.keys(inNetwork)).toHaveLength(4);
    for (const settings of Object.values(inNetwork))
      expect(settings).toHaveProperty('Properties.ReservedConcurrentExecutions');
  });

  it('are refused, with the numbers, where all at once would be more than the brokers take in a second', () => {
    expect(() => synthesise(withPublishers(23))).toThrow(
      'Stage prod could open 104 connections to each broker in one second: 2 publishers × 23 + quarantine 4 + ' +
        'kafka-operator 2 = 52 environments with 2 connections each. Amazon MSK takes 100 a second',
    );
  });

  it('are refused earlier on small brokers, which take four a second', () => {
    const concurrency = { publisher: 1, quarantine: 1, kafkaOperator: 1, reconciler: 1, paymentRetrier: 1 };
    expect(() => synthesise({ ...stages.dev, concurrency })).toThrow(/8 connections .* Amazon MSK takes 4 a second/);
  });

  it('are accepted up to the limit', () => {
    expect(() => assertConnectionsFit(withPublishers(22))).not.toThrow();
  });

  it('are not bounded in dev: a new account has no concurrency to reserve', () => {
    const functions = Object.values(resources(synthesise(stages.dev).flow, 'AWS::Lambda::Function'));
    for (const settings of functions) expect(settings).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});
