import { App } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../cli/aws/deployed-stacks.ts';
import { chargeonce, wiringAlone } from '../../lib/stage-stacks.ts';
import { stages } from '../../lib/stages.ts';

describe('the stacks that are deleted with a stage', () => {
  it('are all that a stage is deployed as, in the reverse order', () => {
    const app = new App({ context: wiringAlone });
    chargeonce(app, stages.dev);

    const deployed = app.synth().stacks.map(({ stackName }) => stackName);

    expect(deployed).toEqual(PARTS.map((part) => `chargeonce-dev-${part}`).toReversed());
  });
});
