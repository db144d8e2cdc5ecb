import { describe, expect, it } from 'vitest';
import { differs, diffSummary, diffText } from '../../../../cli/deploy/diff-summary.ts';

const lines = `start: Building chargeonce-dev-flow Template
Stack chargeonce-dev-topics
There were no differences
Stack chargeonce-dev-flow (aws://111122223333/us-east-1)
IAM Statement Changes
│ + │ \${Orders.Arn} │ Allow │ dynamodb:GetItem │
Parameters
[+] Parameter BootstrapVersion BootstrapVersion: {"Type":"String"}
Resources
[+] AWS::Lambda::Function StatusUpdater/Function StatusUpdaterFunctionA1
[-] AWS::SQS::Queue Old OldB2 destroy
[~] AWS::DynamoDB::Table OrderApi/Orders OrderApiOrders46AA5C39 replace
 └─ [~] KeySchema (requires replacement)
[~] Custom::MskBootstrapBrokers Brokers BrokersC3

✨  Number of stacks with differences: 1`.split('\n');

describe('sum up what a deployment would change', () => {
  it('counts resources by stack, and tells of rights and of what is made anew', () => {
    expect(diffSummary(lines)).toEqual([
      {
        stack: 'chargeonce-dev-flow',
        added: 1,
        changed: 2,
        removed: 1,
        replaced: ['AWS::DynamoDB::Table OrderApi/Orders OrderApiOrders46AA5C39 replace'],
        security: true,
      },
    ]);
  });

  it('says it in a line a stack, and names what is made anew', () => {
    expect(diffText(diffSummary(lines))).toEqual([
      'chargeonce-dev-flow: 1 added, 2 changed, 1 removed; rights or network rules change',
      '  REPLACED, with what it holds: AWS::DynamoDB::Table OrderApi/Orders OrderApiOrders46AA5C39 replace',
    ]);
  });

  it('takes only the word of the CDK for it that nothing differs', () => {
    expect(differs(lines)).toBe(true);
    expect(differs([])).toBe(true);
    expect(differs(['✨  Number of stacks with differences: 0'])).toBe(false);
  });
});
