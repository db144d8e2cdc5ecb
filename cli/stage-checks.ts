// What `chargeonce doctor --stage` asks AWS, as a process of its own: prints its checks as JSON.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { whoCalls } from './aws/caller.ts';
import { stageStacks } from './aws/deployed-stacks.ts';
import { runAtAws } from './aws/report-failure.ts';
import { deployedStage } from './ops/system.ts';
import { projectCommand } from './project-command.ts';

interface DoctorCheck {
  readonly what: string;
  readonly outcome: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly todo?: string;
}

interface StageOptions {
  readonly stage: string;
  readonly profile?: string;
  readonly region?: string;
}

const program = projectCommand('stage-checks')
  .description('Prints, as JSON, whether the credentials for AWS are good and a stage is deployed.')
  .requiredOption('--stage <name>', 'dev or prod; at an AWS emulator any name')
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .addHelpText('after', '\nExample: chargeonce doctor --stage dev');

async function stageChecks({ stage: name, profile, region }: StageOptions): Promise<DoctorCheck[]> {
  const stage = deployedStage(name);
  const client = { region: region ?? stage.region, ...(profile !== undefined && { profile }) };
  const credentials = await check('AWS credentials', async () => {
    const { account, arn } = await whoCalls(client);
    return { outcome: 'ok', found: `${arn} in account ${account}` };
  });
  if (credentials.outcome !== 'ok') return [credentials];
  const deployed = await check(`stage ${name}`, async () => {
    const [flow] = await stageStacks(new CloudFormationClient(client), name);
    if (flow?.name.endsWith('-flow') && !/FAILED|ROLLBACK|PROGRESS/.test(flow.status))
      return { outcome: 'ok', found: `deployed in ${client.region} (${flow.status})` };
    const found = flow === undefined ? `not deployed in ${client.region}` : `${flow.name} is ${flow.status}`;
    return { outcome: 'warn', found, todo: `chargeonce deploy --stage ${name}` };
  });
  return [credentials, deployed, await clockAgainst(client.region)];
}

const FIVE_MINUTES = 300;

/** AWS refuses a request whose signature is five minutes off. Its answers carry its own time, whatever they say. */
const clockAgainst = (region: string) =>
  check('clock against AWS', async () => {
    const endpoint = process.env['AWS_ENDPOINT_URL'] ?? `https://sts.${region}.amazonaws.com`;
    const { headers } = await fetch(endpoint, { signal: AbortSignal.timeout(10_000) });
    const seconds = Math.round(Math.abs(Date.now() - Date.parse(headers.get('date') ?? '')) / 1_000);
    if (Number.isNaN(seconds))
      return { outcome: 'warn', found: `${endpoint} names no time`, todo: 'compare it by hand' };
    if (seconds < FIVE_MINUTES) return { outcome: 'ok', found: `${seconds} s apart` };
    return { outcome: 'fail', found: `${seconds} s apart`, todo: 'set the clock' };
  });

async function check(what: string, look: () => Promise<Omit<DoctorCheck, 'what'>>): Promise<DoctorCheck> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { what, outcome: 'fail', found, todo: 'sign in to AWS, or name a profile or a region' };
  }
}

await runAtAws(program, async () => {
  const options = program.opts<StageOptions>();
  const checks = await stageChecks(options).catch((error: unknown) => [unknownStage(options, error)]);
  console.log(JSON.stringify(checks));
});

function unknownStage({ stage }: StageOptions, error: unknown): DoctorCheck {
  const found = error instanceof Error ? error.message : String(error);
  return { what: `stage ${stage}`, outcome: 'fail', found, todo: 'name a stage of lib/stages.ts' };
}
