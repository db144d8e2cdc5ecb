import { resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type AwsClient, emulatorTenant, whoCalls } from '../aws/caller.ts';
import { confirm, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { since } from '../aws/resource-progress.ts';
import { sendSigned } from '../aws/send.ts';
import { readResources } from '../cost/resources.ts';
import { stageOutputs } from '../ops/system.ts';
import { assureBootstrap } from './bootstrap.ts';
import { cdk, deployAssembly } from './cdk.ts';
import { assureConcurrency } from './concurrency.ts';
import { costNotes } from './cost-notes.ts';
import { differs, diffSummary, diffText } from './diff-summary.ts';
import { clearFailedCreations } from './failed-creations.ts';
import { firstRequest } from './first-request.ts';
import { assureGatewayKey, webhookNotes } from './gateway-secrets.ts';
import { assureQuotas } from './quotas.ts';
import { checkExistingCluster, type DeployOptions, deployTarget, type Target } from './target.ts';
import { createGivenTopics } from './topics.ts';

const NOTHING = 'Nothing was deployed.';

interface Deployment {
  readonly target: Target;
  readonly client: AwsClient;
  /** The folder with the templates and the bundled functions: what is compared is what is deployed. */
  readonly assembly: string;
  readonly yes: boolean;
}

/** Deploys a stage: checks what it needs, shows what would change and cost, asks, deploys, and prints how to try it. */
export async function deployStage(options: DeployOptions, terminal: OperatorTerminal): Promise<void> {
  const target = deployTarget(options, process.env['AWS_ENDPOINT_URL']);
  const { region } = target;
  const { name } = target.stage;
  const client = { region, ...(options.profile !== undefined && { profile: options.profile }) };
  const assembly = resolve(options.assembly ?? `.local/deploy/${name}`);
  const deployment = { target, client, assembly, yes: options.yes };

  const caller = await whoCalls(client);
  terminal.print(`Stage ${name} in account ${caller.account}, ${target.endpoint ?? region}, as ${caller.arn}`);
  await assureGatewayKey(target.stage, client);
  await assureBootstrap({ client, caller, yes: options.yes }, terminal);
  await clearFailedCreations({ client, stage: name, yes: options.yes }, terminal);
  await synthesise(deployment);
  const resources = readResources(assembly);
  await assureConcurrency(resources, { stage: name, client }, terminal);
  await assureQuotas(resources, { stage: name, client, account: caller.account }, terminal);
  if (await showDiff(deployment, terminal)) await agreeAndDeploy(deployment, terminal);
  else terminal.print('Nothing differs from what is deployed.');
  await showFirstRequest(deployment, terminal);
}

async function synthesise({ target, client, assembly }: Deployment) {
  const context = Object.entries(await contextOf(target, client)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  await cdk(['synth', '-q', '--output', assembly, ...context], { client, onLine: () => {}, ifInterrupted: NOTHING });
}

/** A synth looks nothing up: what kind of brokers an existing cluster has is asked here. */
async function contextOf({ context }: Target, client: AwsClient): Promise<Target['context']> {
  const cluster: string | undefined = context['cluster'];
  if (cluster === undefined) return context;
  const msk = sendSigned(`https://kafka.${client.region}.amazonaws.com`, { ...client, service: 'kafka' });
  const { express } = await checkExistingCluster(msk, cluster);
  return { ...context, express: String(express) };
}

/** Shows the CDK's own comparison, rights and all; answers whether there is anything to deploy. */
async function showDiff({ client, assembly }: Deployment, { print }: OperatorTerminal): Promise<boolean> {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  await cdk(['diff', '--app', assembly, '--all'], { client, onLine, ifInterrupted: NOTHING });
  if (!differs(lines)) return false;
  for (const line of lines.filter((line) => !PUBLISHING.test(line))) print(line);
  for (const line of diffText(diffSummary(lines))) print(line);
  return true;
}

const PUBLISHING = /^(start|success): /;

async function agreeAndDeploy({ target, client, assembly, yes }: Deployment, terminal: OperatorTerminal) {
  const { stage, endpoint, brokers } = target;
  if (endpoint === undefined)
    for (const line of costNotes(readResources(assembly), { stage: stage.name, elsewhere: elsewhere(stage, client) }))
      terminal.print(line);
  const typed = stage.keepsData ? stage.name : undefined;
  await confirm({ doIt: `Deploy stage ${stage.name}`, typed, yes, otherwise: NOTHING }, terminal);
  if (brokers !== undefined) await createGivenTopics({ brokers, topicPrefix: stage.topicPrefix });
  const started = performance.now();
  await deployAssembly({ client, assembly, stage: stage.name }, terminal);
  terminal.print(`Deployed in ${since(started)}`);
}

async function showFirstRequest({ target, client }: Deployment, { print }: OperatorTerminal) {
  const { stage, endpoint } = target;
  const { OrdersUrl, GatewayWebhookUrl } = await stageOutputs(new CloudFormationClient(client), stage.name);
  const keys = endpoint === undefined ? undefined : await emulatorTenant(client);
  print(`Orders: ${OrdersUrl}`);
  print('A first order:');
  for (const line of firstRequest({ stage: { ...stage, region: client.region }, url: OrdersUrl, keys }))
    print(`  ${line}`);
  for (const line of await webhookNotes(stage, { url: GatewayWebhookUrl, client })) print(line);
  print(`Try the whole way: npm run smoke -- --stage ${stage.name}${elsewhere(stage, client)}`);
}

/** What a command needs for a stage that was put on a cluster in another region. */
const elsewhere = (stage: Target['stage'], { region }: AwsClient) =>
  region === stage.region ? '' : ` --region ${region}`;
