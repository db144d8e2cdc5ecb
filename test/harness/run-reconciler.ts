import type { ReconcileSummary } from '../../functions/reconciler/reconcile-orders.ts';
import { httpCall } from './http-call.ts';
import type { AppAddress } from './running-app.ts';

const PATH = '/2015-03-31/functions/chargeonce-dev-reconciler/invocations';

/** Runs the reconciler of a running app now, as its schedule would, or as an operator does. */
export async function runReconciler({ ports }: Pick<AppAddress, 'ports'>, event: object = {}) {
  const call = httpCall(`http://127.0.0.1:${ports.API_PORT}`);
  const { headers, body } = await call<ReconcileSummary>(PATH, { method: 'POST', body: JSON.stringify(event) });
  if (headers.has('x-amz-function-error')) throw new Error(`The reconciler failed: ${JSON.stringify(body)}`);
  return body;
}
