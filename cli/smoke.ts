import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Option } from 'commander';
import { runAtAws } from './aws/report-failure.ts';
import { fetchRecord } from './ops/ask-kafka.ts';
import { viewGateway } from './ops/order-view.ts';
import { LOCAL, openSystem, type SystemOptions, systemStage } from './ops/system.ts';
import { projectCommand, wholeNumber } from './project-command.ts';
import { checksOf, isGood, smokeText } from './smoke/smoke-checks.ts';
import { smokeOrder } from './smoke/smoke-order.ts';
import { accessTo, smokeRequest, timeoutSeconds } from './smoke/smoke-request.ts';

interface SmokeOptions extends SystemOptions {
  readonly token?: string;
  readonly paymentMethod?: string;
  readonly within?: number;
  readonly json: boolean;
}

const program = projectCommand('npm run smoke --')
  .description(
    'Places one order of 1.00 EUR, waits until it is PAID, and checks receipt, record, repetition and charge.',
  )
  .option('--stage <name>', 'a deployed stage; without it, the system on this machine', LOCAL)
  .option('--within <seconds>', 'how long the order may take (default: 120 on this machine, 600 in AWS)', wholeNumber)
  .addOption(new Option('--token <jwt>', 'a bearer token, where the stage has a JWT issuer').env('SMOKE_TOKEN'))
  .option('--payment-method <id>', 'what is charged; a stage with a real gateway charges real money')
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--json', 'print JSON', false)
  .addHelpText(
    'after',
    '\nRequests are signed with your AWS credentials where the stage wants that; they need execute-api:Invoke,' +
      '\ncloudformation:DescribeStacks and lambda:InvokeFunction on kafka-operator.' +
      '\nExit codes: 0 all is well; 1 something is not; 2 it could not run.' +
      "\nEnvironment: AWS's own variables, GATEWAY_KEY, SMOKE_TOKEN; CHARGEONCE_DATA_DIR or DATA_DIR of npm start.",
  );

async function smoke(options: SmokeOptions): Promise<void> {
  const stage = systemStage(options.stage);
  const request = smokeRequest({ ...stage, name: options.stage }, options.paymentMethod);
  const system = await openSystem(options);
  const sighting = await smokeOrder({
    send: await accessTo(system.outputs.OrdersUrl, stage, options),
    readRecord: (receipt) => fetchRecord(system, receipt),
    viewGateway: (order) => viewGateway(system, order),
    now: () => performance.now(),
    pause: () => delay(100),
    print: (line) => console.error(line),
  })({
    request,
    key: `smoke-${randomUUID()}`,
    withinMs: (options.within ?? timeoutSeconds({ here: options.stage === LOCAL })) * 1_000,
  });
  const checks = checksOf(sighting);
  console.log(options.json ? JSON.stringify({ sighting, checks }) : smokeText(options.stage, checks));
  process.exitCode = isGood(checks) ? 0 : 1;
}

await runAtAws(program, () => smoke(program.opts<SmokeOptions>()));
