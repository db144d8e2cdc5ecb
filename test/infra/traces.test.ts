import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { stages } from '../../lib/stages.ts';
import { addedFunctions } from '../harness/added-parts.ts';
import { rights } from './granted-rights.ts';
import { resources, synthesise } from './synthesise.ts';

const Named = z.looseObject({ FunctionName: z.string() });
const functionsOf = (template: ReturnType<typeof synthesise>['flow']) =>
  Object.values(resources(template, 'AWS::Lambda::Function')).filter((found) => z.safeParse(Named, found).success);

describe('a stage with traces', () => {
  const { flow } = synthesise({ ...stages.dev, traces: { percent: 5 } });

  it('has every function traced by Lambda, and tell X-Ray of the same share of orders', () => {
    expect(functionsOf(flow)).toHaveLength(13 + addedFunctions.length);
    for (const one of functionsOf(flow))
      expect(one).toMatchObject({
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { TRACES_PERCENT: '5' } },
      });
  });

  it('lets them add to traces, and read none', () => {
    const own = rights(flow, 'PaymentProcessor').filter((right) => right.startsWith('xray:'));

    expect(own).toEqual(['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *']);
  });

  it('is neither of the stages that are there', () => {
    for (const stage of Object.values(stages))
      expect(JSON.stringify(functionsOf(synthesise(stage).flow))).not.toMatch(/TracingConfig|TRACES_PERCENT/);
  });
});
