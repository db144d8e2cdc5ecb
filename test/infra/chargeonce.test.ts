import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { synthesise } from './synthesise.ts';

describe.each(Object.values(stages))('the synth of $name', (stage) => {
  const { lookUps, messages, flow } = synthesise(stage, { validated: true });

  it('needs no look-up, so no credentials', () => {
    expect(lookUps).toEqual([]);
  });

  it('says nothing: no warning, no error', () => {
    expect(messages).toEqual([]);
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
