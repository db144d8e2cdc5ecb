import { existsSync, readFileSync } from 'node:fs';
import { UNITS_FILE, unitsText } from './event-skeleton.ts';
import type { Name } from './names.ts';
import { RIGHTS_PAGE, rightsOfFunction } from './rights-page.ts';
import { addImport, insertAfterLast, insertBefore, type Skeleton } from './skeleton.ts';

const STACK_FILE = 'lib/stacks/order-payment-stack.ts';

/** The line of a new construct in the stack. @throws where its name is taken */
export function addToStack({ kebab, pascal }: Name, props: string) {
  if (existsSync(`functions/${kebab}`)) throw new Error(`functions/${kebab} is there already.`);
  if (new RegExp(`\\b${pascal}\\b`).test(readFileSync(STACK_FILE, 'utf8')))
    throw new Error(`${STACK_FILE} has a ${pascal} already: choose another name.`);
  return {
    [STACK_FILE]: [
      addImport(`import { ${pascal} } from '../flow/${kebab}.ts';`),
      insertBefore('    const operator = new KafkaOperator(', `    new ${pascal}(this, '${pascal}', ${props});\n`),
    ],
  };
}

interface NewFunction {
  readonly name: Name;
  readonly everyMinutes: number;
}

/** A function that a schedule runs, its construct, a test, its rights and units for `npm run cost`. */
export function functionSkeleton({ name, everyMinutes }: NewFunction): Skeleton {
  const assumed = (value: number, what: string) => ({ value, unit: `${what} a run`, source: 'assumption' });
  const units = {
    [`${name.kebab}/cpu`]: assumed(10, 'ms of a whole core'),
    [`${name.kebab}/wait`]: assumed(20, 'ms'),
    [`${name.kebab}/log`]: assumed(200, 'bytes'),
    [`${name.kebab}/reads`]: assumed(0, 'read units'),
  };
  return {
    created: {
      [`functions/${name.kebab}/handler.ts`]: HANDLER,
      [`lib/flow/${name.kebab}.ts`]: constructOf(name, everyMinutes),
      [`test/unit/${name.kebab}/${name.kebab}.test.ts`]: testOf(name),
    },
    edited: {
      ...addToStack(name, '{ stage }'),
      [UNITS_FILE]: [insertBefore('    "effects/writes"', `${unitsText(units)},\n`)],
      'cli/size.ts': [insertBefore("  'bootstrap-brokers': {", `  '${name.kebab}': { kilobytes: 500 },\n`)],
      [RIGHTS_PAGE]: rightsOfFunction(name.pascal),
      // What cdk-nag finds in every function that a schedule runs.
      'rules/acknowledgements.ts': [insertAfterLast(/^const SCHEDULED = \[[^\]]*(?=\])/gm, `, '${name.pascal}'`)],
    },
  };
}

const HANDLER = [
  "import middy from '@middy/core';",
  "import { flushMetrics, logger } from '../platform/telemetry.ts';",
  '',
  'export const handler = middy()',
  '  .use(flushMetrics())',
  '  .handler(async () => {',
  "    logger.info('ran');",
  '  });',
  '',
].join('\n');

const constructOf = ({ kebab, pascal }: Name, everyMinutes: number) => `import { Construct } from 'constructs';
import { NodeFunction } from '../recipes/node-function.ts';
import { runRegularly } from '../recipes/run-regularly.ts';
import type { Stage } from '../stages.ts';

/** Runs the code in functions/${kebab} by a schedule. Two runs at once are possible. */
export class ${pascal} extends Construct {
  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const target = new NodeFunction(this, 'Function', {
      stage,
      name: '${kebab}',
      timeoutSeconds: 30,
      environment: {},
    });
    runRegularly(this, { target, everyMinutes: ${everyMinutes} });
  }
}
`;

const testOf = ({ kebab }: Name) => `import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { handler } from '../../../functions/${kebab}/handler.ts';
import { logsOf } from '../../harness/captured-logs.ts';

describe('run the ${kebab}', () => {
  it('logs that it ran', async () => {
    const logs = await logsOf(() => handler({}, {} as Context));

    expect(logs).toMatchObject([{ message: 'ran' }]);
  });
});
`;
