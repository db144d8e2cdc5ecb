import type { RetrySummary } from '../../functions/payment-retrier/retry-due-payments.ts';
import type { ReconcileSummary } from '../../functions/reconciler/reconcile-orders.ts';
import { lambdaToken } from '../../local/settings.ts';
import { httpCall } from './http-call.ts';
import type { AppAddress } from './running-app.ts';

type Running = Pick<AppAddress, 'ports' | 'dataDir'>;

/** Runs the reconciler of a running app now, as its schedule would, or as an operator does. */
export const runReconciler = (app: Running, event: object = {}) => run<ReconcileSummary>('reconciler', app, event);

/** Runs the payment-retrier of a running app now, as its schedule would. */
export const runRetrier = (app: Running) => run<RetrySummary>('payment-retrier', app, {});

async function run<Summary>(name: string, { ports, dataDir }: Running, event: object) {
  const call = httpCall(`http://127.0.0.1:${ports.API_PORT}`);
  const path = `/2015-03-31/functions/chargeonce-dev-${name}/invocations`;
  const token = { 'x-amz-security-token': lambdaToken({ dataDir }) };
  const { headers, body } = await call<Summary>(path, { method: 'POST', headers: token, body: JSON.stringify(event) });
  if (headers.has('x-amz-function-error')) throw new Error(`${name} failed: ${JSON.stringify(body)}`);
  return body;
}
