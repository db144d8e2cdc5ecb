import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { endpointClient, endpointEnvironment } from '../../cli/aws/endpoint-environment.ts';
import type { AuditSummary } from '../../functions/auditor/audit-when-due.ts';
import type { RetrySummary } from '../../functions/payment-retrier/retry-due-payments.ts';
import type { ReconcileSummary } from '../../functions/reconciler/reconcile-orders.ts';
import { lambdaToken } from '../../local/settings.ts';
import { httpCall } from './orders-client.ts';
import { type CliResult, runCli } from './run-cli.ts';
import type { AppAddress } from './running-app.ts';

type RunningApp = Pick<AppAddress, 'ports' | 'dataDir'>;

export interface OpsResult<Data> extends CliResult {
  /** What `--json` printed. */
  readonly data: Data;
}

/** Runs an operator's command against a running app, as a process of its own. */
export const runOps = <Data = unknown>(app: RunningApp, ...args: string[]): Promise<OpsResult<Data>> =>
  run(environmentOf(app), args);

/** The same against a stage that is deployed to an AWS emulator. */
export const runOpsAt = <Data = unknown>(
  { endpoint, stage }: { readonly endpoint: string; readonly stage: string },
  ...args: string[]
): Promise<OpsResult<Data>> => run(endpointEnvironment(endpoint), [...args, '--stage', stage]);

async function run<Data>(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<OpsResult<Data>> {
  const result = await runCli({ command: 'ops', args: [...args, '--json'], env });
  return { ...result, data: result.stdout === '' ? undefined : JSON.parse(result.stdout) };
}

/** By which a command finds a running app. */
export const environmentOf = ({ ports, dataDir }: RunningApp): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
  DATA_DIR: dataDir,
});

/** Runs the reconciler of a running app now, as its schedule would, or as an operator does. */
export const runReconciler = (app: RunningApp, event: object = {}) =>
  invoke<ReconcileSummary>('reconciler', app, event);

/** Runs the payment-retrier of a running app now, as its schedule would. */
export const runRetrier = (app: RunningApp) => invoke<RetrySummary>('payment-retrier', app, {});

/** Runs the auditor of a running app now, before its day is over. */
export const runAuditor = (app: RunningApp) => invoke<AuditSummary>('auditor', app, { early: true });

/** The same at a stage that is deployed to an AWS emulator. */
export async function runAuditorAt({ endpoint, stage }: { readonly endpoint: string; readonly stage: string }) {
  const lambda = new LambdaClient(endpointClient(endpoint));
  const call = { FunctionName: `chargeonce-${stage}-auditor`, Payload: '{"early":true}' };
  const { Payload = '', FunctionError } = await lambda.send(new InvokeCommand(call));
  const answer = Buffer.from(Payload).toString();
  if (FunctionError !== undefined) throw new Error(`auditor failed: ${answer}`);
  return JSON.parse(answer) as AuditSummary;
}

async function invoke<Summary>(name: string, { ports, dataDir }: RunningApp, event: object) {
  const call = httpCall(`http://127.0.0.1:${ports.API_PORT}`);
  const path = `/2015-03-31/functions/chargeonce-dev-${name}/invocations`;
  const token = { 'x-amz-security-token': lambdaToken({ dataDir }) };
  const { headers, body } = await call<Summary>(path, { method: 'POST', headers: token, body: JSON.stringify(event) });
  if (headers.has('x-amz-function-error')) throw new Error(`${name} failed: ${JSON.stringify(body)}`);
  return body;
}
