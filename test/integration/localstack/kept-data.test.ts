import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { endpointClient, endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { copyCheckout } from '../../harness/checkout-copy.ts';
import { deployTestStage } from '../../harness/emulator/deployed-stage.ts';
import { whatIsThere } from '../../harness/emulator/what-is-there.ts';
import { runCli } from '../../harness/run-cli.ts';

const { endpoint, folder } = inject('emulator');
const brokers = inject('kafkaBrokers');
const env = endpointEnvironment(endpoint);
const stage = 'emulator-4';
const flow = `chargeonce-${stage}-flow`;
const cloudFormation = new CloudFormationClient(endpointClient(endpoint));

const copy = copyCheckout();
copy.edit('lib/stages.ts', '  ...dev,\n  name,', '  ...dev,\n  name,\n  keepsData: true,');
afterAll(() => copy.remove());

const command = (name: string, ...options: string[]) =>
  runCli({ command: name, args: ['--stage', stage, '--brokers', brokers, '--yes', ...options], env, root: copy.root });

const STACK = 'lib/stacks/order-payment-stack.ts';
const whole = "import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';";
copy.edit(STACK, whole, `${whole}\nimport { StringParameter } from 'aws-cdk-lib/aws-ssm';`);
const works = '    nameFunctions(this);';
const fails = `${works}\n    new StringParameter(this, 'Fails', { parameterName: '/taken', stringValue: 'ours' });`;

const putParameter = () =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSSM.PutParameter', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ Name: '/taken', Value: "another's", Type: 'String' }),
  });

describe('a stage that keeps its data', { timeout: 300_000 }, () => {
  let orderId = '';

  it('is deployed at the second try where the first failed', async () => {
    await putParameter();
    copy.edit(STACK, works, fails);
    const failed = await command('deploy');
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('ParameterAlreadyExists') });
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: flow }));
    expect(Stacks).toMatchObject([{ StackStatus: 'ROLLBACK_COMPLETE', EnableTerminationProtection: true }]);
    copy.edit(STACK, fails, works);

    const deployed = await deployTestStage({ endpoint, folder, brokers, stage, root: copy.root });
    orderId = await deployed.place();
    await deployed.waitForStatus(orderId, 'PAID');
    await deployed.stop();
  });

  it('takes up, when it is deployed after its deletion, what was kept', async () => {
    await cloudFormation.send(
      new UpdateTerminationProtectionCommand({ StackName: flow, EnableTerminationProtection: false }),
    );
    const { tables } = await whatIsThere(endpoint, stage);
    const destroyed = await command('destroy', '--confirm', stage);
    expect(destroyed.code).toBe(0);
    writeFileSync(join(copy.root, 'kept.json'), /echo '(.*)' >/.exec(destroyed.stdout)?.[1] ?? '');
    const context = ['-c', `stage=${stage}`, '-c', `endpoint=${endpoint}`, '-c', `brokers=${brokers}`];
    const imported = spawnSync(
      process.execPath,
      [join(copy.root, 'node_modules/aws-cdk/bin/cdk'), 'import', flow, ...context, '--resource-mapping', 'kept.json'],
      // In CI the CDK would print on the standard output.
      { cwd: copy.root, env: { ...process.env, ...env, CI: 'false' }, encoding: 'utf8' },
    );
    expect(imported.stderr).toContain(flow);
    const again = await deployTestStage({ endpoint, folder, brokers, stage, root: copy.root });

    const kept = tables.filter((table) => !table?.includes('Ledger'));
    expect(kept).toHaveLength(2);
    expect((await whatIsThere(endpoint, stage)).tables).toEqual(expect.arrayContaining(kept));
    await again.waitForStatus(orderId, 'PAID');
    await again.waitForStatus(await again.place(), 'PAID');
    await again.stop();
  });
});
