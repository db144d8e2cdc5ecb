import { describe, expect, it } from 'vitest';
import { tableRules } from '../../rules/template-rules.ts';
import { describeEachRule, faultsOf } from './each-rule.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  },
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
};

describeEachRule('a table', tableRules, {
  table: {
    keeps: table,
    breaks: {
      'TimeToLiveSpecification must be left out': [{ AttributeName: 'expiresAt', Enabled: true }],
      'BillingMode must be "PAY_PER_REQUEST"': [undefined, 'PROVISIONED'],
    },
  },
  outbox: {
    keeps: table,
    breaks: {
      'StreamSpecification.StreamViewType must be "NEW_IMAGE"': ['KEYS_ONLY'],
      'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled must be true': [undefined, false],
    },
  },
  'retained table': {
    keeps: table,
    breaks: {
      'DeletionProtectionEnabled must be true': [undefined, false],
      'UpdateReplacePolicy must be "Retain"': [undefined, 'Delete'],
    },
  },
});

describe('a table that goes with its stack', () => {
  it('may be deleted', () => {
    const { Type, Properties } = table;
    const temporary = {
      Type,
      Properties: { ...Properties, DeletionProtectionEnabled: false },
      DeletionPolicy: 'Delete',
    };

    expect(faultsOf(tableRules, { Temporary: temporary })).toEqual([]);
  });
});
