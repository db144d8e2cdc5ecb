import { describe, expect, it } from 'vitest';
import { withOwnKeys } from '../../lib/chosen-stage.ts';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(withOwnKeys(stages.dev));
const variables = (of: string, ...names: readonly string[]) => {
  const wanted = Object.fromEntries(names.map((name) => [name, expect.stringContaining('AWS::StackId')]));
  return expect(resource(flow, 'AWS::Lambda::Function', of)).toMatchObject({ Environment: { Variables: wanted } });
};

describe('a stage in AWS with the simulator', () => {
  it('opens it by a key, and signs its events with a secret, that the stack brings along', () => {
    for (const payer of ['PaymentProcessor', 'PaymentRetrier']) variables(payer, 'GATEWAY_KEY');
    variables('PaymentGatewaySimulator', 'GATEWAY_KEY', 'WEBHOOK_SECRET');
    variables('GatewayWebhook', 'WEBHOOK_SECRET');
  });

  it('has none of the repository, and tells operators its key', () => {
    expect(JSON.stringify(flow.toJSON())).not.toMatch(/sk_test_simulator|whsec_simulator/);
    expect(flow.findOutputs('SimulatorKey')).toHaveProperty('SimulatorKey');
  });

  it('is no stage that charges at a real gateway', () => {
    expect(withOwnKeys(stages.prod)).toEqual(stages.prod);
  });
});
