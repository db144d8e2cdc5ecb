import { describe, expect, it } from 'vitest';
import { readCdkLine } from '../../../../cli/deploy/cdk.ts';

describe('read what the CDK says while it deploys', () => {
  it.each([
    {
      line: 'chargeonce-dev-flow |  5/64 | 12:11:00 PM | CREATE_COMPLETE         | AWS::S3::Bucket                 | FailedRecords (FailedRecordsDEC8AD7E) ',
      event: { status: 'CREATE_COMPLETE', type: 'AWS::S3::Bucket', name: 'FailedRecords', reason: '' },
    },
    {
      line: 'chargeonce-dev-flow | 12 | 1:01:00 AM | UPDATE_IN_PROGRESS | AWS::IAM::Role | OrderApi/FunctionRole (OrderApiFunctionRole393806BC)',
      event: { status: 'UPDATE_IN_PROGRESS', type: 'AWS::IAM::Role', name: 'OrderApi/FunctionRole', reason: '' },
    },
    {
      line: 'chargeonce-dev-flow | 3/64 | 12:11:00 PM | CREATE_FAILED | AWS::MSK::Topic | OrderPlaced (OrderPlacedA1) Resource handler returned message: "no such cluster"',
      event: {
        status: 'CREATE_FAILED',
        type: 'AWS::MSK::Topic',
        name: 'OrderPlaced',
        reason: 'Resource handler returned message: "no such cluster"',
      },
    },
  ])('takes "$event.status" for what happened to a resource', ({ line, event }) => {
    expect(readCdkLine(line)).toEqual({ stack: 'chargeonce-dev-flow', ...event });
  });

  it('passes on what it does not know, such as why it failed', () => {
    expect(readCdkLine('❌  chargeonce-dev-flow failed: AccessDenied')).toBe(
      '❌  chargeonce-dev-flow failed: AccessDenied',
    );
  });

  it.each([
    '',
    'chargeonce-dev-flow: success: Published OrderApi/Function/Code',
    'chargeonce-dev-flow.OrdersUrl = https://a',
  ])('says nothing of "%s"', (line) => {
    expect(readCdkLine(line)).toBeUndefined();
  });
});
