import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { measured } from '../../../../cli/cost/usage.ts';
import { logsOf } from '../../../harness/captured-logs.ts';

const FUNCTION = 'shop-prod-payment-processor';
const context = {
  functionName: FUNCTION,
  invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${FUNCTION}`,
  memoryLimitInMB: '512',
  awsRequestId: '8f507cfc-d0ce-4a3c-9b3c-0f6d1f4b9e2a',
} as Context;
const orderId = 'ord_OqpB6Vjw40TGSVfJtY6uIP';

const bytesOf = (line: object | undefined) => JSON.stringify(line).length + 1;

describe("the lines that Powertools' logger and metrics write by themselves", () => {
  it('are as long as the prices of the peers say, within 5 %', async () => {
    process.env['_X_AMZN_TRACE_ID'] = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    const logger = new Logger({ serviceName: 'payment-processor' });
    const metrics = new Metrics({ namespace: 'shop/prod', serviceName: 'payment-processor' });

    const [line, counted] = await logsOf(async () => {
      logger.addContext(context);
      logger.info('payment', { orderId, eventId: `${orderId}.order-placed.1`, outcome: 'CAPTURED' });
      metrics.addMetric('PaymentsCaptured', 'Count', 1);
      metrics.publishStoredMetrics();
    });

    delete process.env['_X_AMZN_TRACE_ID'];
    expect(Math.abs(bytesOf(line) / measured('usual/log-line') - 1)).toBeLessThan(0.05);
    expect(Math.abs(bytesOf(counted) / measured('usual/metrics-line') - 1)).toBeLessThan(0.05);
  });
});
