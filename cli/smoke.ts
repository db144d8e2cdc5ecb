import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, Option } from 'commander';
import { projectCommand } from '../local/project-command.ts';
import { endpointSettings } from './aws/endpoint-environment.ts';
import { reportFailure } from './aws/report-failure.ts';
import { viewGateway } from './ops/gateway-view.ts';
import { readRecord } from './ops/kafka.ts';
import { LOCAL, openSystem, type SystemOptions, stageNamed } from './ops/system.ts';
import { accessTo } from './smoke/access.ts';
import { isGood, judge } from './smoke/judge.ts';
import { smokeOrder } from './smoke/smoke-order.ts';
import { patienceSeconds, smokeRequest } from './smoke/smoke-request.ts';
import { smokeText } from './smoke/smoke-text.ts';

interface SmokeOptions extends SystemOptions {
  readonly token?: string;
  readonly paymentMethod?: string;
  readonly within?: number;
  readonly json: boolean;
}

function seconds(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number of seconds, from 1 on.');
}

const program = projectCommand('npm run smoke --')
  .description('Places one order of 1.00 EUR, waits until it is PAID, and looks at it from every side.')
  .option('--stage <name>', 'a deployed stage; without it, the system on this machine', LOCAL)
  .option('--within <seconds>', 'how long the order may take (default: 120 on this machine, 600 in AWS)', seconds)
  .addOption(new Option('--token <jwt>', 'a bearer token, where the stage has a JWT issuer').env('SMOKE_TOKEN'))
  .option('--payment-method <id>', 'what is charged; a stage with a real gateway charges real money')
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--json', 'print JSON', false)
  .addHelpText(
    'after',
    '\nRequests are signed with your AWS credentials where the stage wants that; they need execute-api:Invoke,' +
      '\ncloudformation:DescribeStacks and lambda:InvokeFunction on kafka-operator.' +
      '\nExit codes: 0 all is well; 1 something is not; 2 it could not be carried out.' +
      "\nEnvironment: AWS's own variables, GATEWAY_KEY, SMOKE_TOKEN; CHARGEONCE_DATA_DIR or DATA_DIR of npm start.",
  )
  .exitOverride();

async function smoke(options: SmokeOptions): Promise<void> {
  const stage = stageNamed(options.stage);
  const request = smokeRequest({ ...stage, name: options.stage }, options.paymentMethod);
  const system = await openSystem(options);
  const sighting = await smokeOrder({
    send: await accessTo(system.outputs.OrdersUrl, stage, options),
    readRecord: (receipt) => readRecord(system, receipt),
    viewGateway: (order) => viewGateway(system, order),
    now: () => performance.now(),
    pause: () => delay(100),
    tell: (line) => console.error(line),
  })({
    request,
    key: `smoke-${randomUUID()}`,
    withinMs: (options.within ?? patienceSeconds({ here: options.stage === LOCAL })) * 1_000,
  });
  const checks = judge(sighting);
  console.log(options.json ? JSON.stringify({ sighting, checks }) : smokeText(options.stage, checks));
  process.exitCode = isGood(checks) ? 0 : 1;
}

try {
  program.parse();
  Object.assign(process.env, endpointSettings(process.env));
  await smoke(program.opts<SmokeOptions>());
} catch (error) {
  reportFailure(error);
}
