import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the payment gateway simulator', () => {
  it('answers every path, and guards itself with its key', () => {
    expect(resource(flow, 'AWS::ApiGatewayV2::Route', 'PaymentGatewaySimulator')).toMatchObject({
      RouteKey: '$default',
      AuthorizationType: 'NONE',
    });
    expect(resource(flow, 'AWS::ApiGatewayV2::Api', 'PaymentGatewaySimulator')).toMatchObject({
      Name: 'chargeonce-dev-payment-gateway-simulator',
    });
  });

  it('keeps a ledger of its own', () => {
    expect(resource(flow, 'AWS::DynamoDB::Table', 'PaymentGatewaySimulator')).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('forgets keys after a day, as the gateway does that it stands for', () => {
    expect(resource(flow, 'AWS::Lambda::Function', 'PaymentGatewaySimulator')).toMatchObject({
      Timeout: 29,
      Environment: {
        Variables: {
          LEDGER_TABLE: 'PaymentGatewaySimulatorLedger',
          GATEWAY_KEY: 'sk_test_simulator',
          KEY_WINDOW_SECONDS: '86400',
        },
      },
    });
  });

  it('is not in prod', () => {
    const { flow: prod } = synthesise(stages.prod);
    expect(JSON.stringify(prod.toJSON())).not.toMatch(/simulator/i);
  });
});
