import { describe, expect, it } from 'vitest';
import type { DeployedStack } from '../../../../cli/aws/deployed-stacks.ts';
import { RefusedError } from '../../../../cli/aws/report-failure.ts';
import { assertDeletable } from '../../../../cli/destroy/deletion-plan.ts';

const aStack = (differing: Partial<DeployedStack> = {}): DeployedStack => ({
  name: 'chargeonce-dev-flow',
  arn: 'arn:1',
  status: 'UPDATE_COMPLETE',
  protected: false,
  resources: [],
  ...differing,
});
const dev = { stage: 'dev', region: 'eu-west-1', keepsData: false };

describe('allow a stage to be deleted', () => {
  it.each(['CREATE_COMPLETE', 'ROLLBACK_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'])(
    'is allowed while a stack is %s',
    (status) => {
      expect(() => assertDeletable(dev, [aStack({ status })])).not.toThrow();
    },
  );

  it('is refused while a stack is being changed', () => {
    expect(() => assertDeletable(dev, [aStack({ status: 'UPDATE_IN_PROGRESS' })])).toThrow(
      new RefusedError('chargeonce-dev-flow is UPDATE_IN_PROGRESS: wait until that is done.'),
    );
  });

  it('is refused, with the way out, where a stack is protected', () => {
    const stacks = [aStack({ protected: true }), aStack({ name: 'chargeonce-dev-topics', protected: true })];

    expect(() => assertDeletable(dev, stacks)).toThrow(
      /--no-enable-termination-protection --stack-name chargeonce-dev-flow --region eu-west-1\n.* --stack-name chargeonce-dev-topics --region eu-west-1$/,
    );
  });

  it.each([undefined, 'dev', 'yes'])('is refused where the stage keeps its data and was named as %s', (confirm) => {
    const prod = { stage: 'prod', region: 'eu-west-1', keepsData: true, confirm };

    expect(() => assertDeletable(prod, [aStack()])).toThrow('npm run destroy -- --stage prod --confirm prod');
  });

  it('is allowed where the stage keeps its data and was named once more', () => {
    expect(() =>
      assertDeletable({ stage: 'prod', region: 'eu-west-1', keepsData: true, confirm: 'prod' }, [aStack()]),
    ).not.toThrow();
  });
});
