import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { RunningApp } from '../../local/run-app.ts';
import type { Done } from '../contract/console-views.ts';
import { type Action, type ActionDeps, ActionError, sentBody } from './action.ts';
import { errorWords } from './error-words.ts';
import type { JobProgress } from './job-board.ts';
import { runCommand, shellWords } from './run-command.ts';
import { runStory } from './story.ts';

const Place = z.object({
  customerId: z.string(),
  currency: z.string(),
  amount: z.int().check(z.gte(1)),
  paymentMethod: z.string(),
});
const Fault = z.object({ seconds: z.number(), value: z.optional(z.number()) });
const Load = z.object({ perSecond: z.int().check(z.gte(1), z.lte(500)), seconds: z.int().check(z.gte(1), z.lte(600)) });

/** What only this machine can do. */
export function localActions(deps: ActionDeps): Readonly<Record<string, Action>> {
  const { local, jobs, note, env } = deps;
  const here = (): RunningApp => {
    if (local === undefined) throw new ActionError(409, 'Only the system on this machine can do that: npm start');
    return local;
  };
  const noted = (action: string, on: string, command: string): Done => {
    note({ at: Date.now(), action, on, outcome: 'done', command });
    return { ok: true, text: `${action} ${on}: done` };
  };
  return {
    orders: async (body) => placeOrder(deps, sentBody(Place, body)),
    'orders/:id/cancel': (_body, id) => cancelOrder(deps, id),
    'processes/:id/restart': async (_body, id) => {
      await here().processes.restart(id).catch(asBadRequest);
      return noted('restart', id, `POST /api/processes/${id}/restart`);
    },
    'faults/:id': async (body, id) => {
      const { seconds, value } = sentBody(Fault, body);
      await here().faults.start(id, { seconds, value }).catch(asBadRequest);
      return noted(
        'fault',
        id,
        `npx chargeonce ${shellWords('fault', 'start', id, '--seconds', seconds, ...(value === undefined ? [] : ['--value', value]))}`,
      );
    },
    'faults/:id/end': async (_body, id) => {
      await here().faults.end(id).catch(asBadRequest);
      return noted('fault ended', id, `npx chargeonce ${shellWords('fault', 'end', id)}`);
    },
    load: async (body) => {
      const { perSecond, seconds } = sentBody(Load, body);
      const run = loadRun({ app: here(), env, perSecond, seconds });
      const title = `${perSecond} orders/s for ${seconds} s`;
      return { ok: true, text: 'Begun', job: jobs.start({ kind: 'load', title, total: perSecond * seconds, run }).id };
    },
    story: async () => {
      const run = runStory({ app: here(), env, books: deps.books });
      return { ok: true, text: 'Begun', job: jobs.start({ kind: 'story', title: 'The story', total: 6, run }).id };
    },
  };
}

function asBadRequest(error: unknown): never {
  throw new ActionError(400, errorWords(error));
}

interface LoadOptions {
  readonly app: RunningApp;
  readonly env: NodeJS.ProcessEnv;
  readonly perSecond: number;
  readonly seconds: number;
}

const loadRun =
  ({ app, env, perSecond, seconds }: LoadOptions) =>
  async ({ signal, report }: JobProgress) => {
    let accepted = 0;
    const end = app.recorder.listen((seen) => {
      if (seen.kind !== 'row' || seen.table !== 'orders' || seen.before !== undefined) return;
      accepted += 1;
      report({ done: accepted });
    });
    try {
      const args = ['--orders', String(perSecond * seconds), '--rate', String(perSecond)];
      const { code, text } = await runCommand({ program: 'cli/load.ts', args, env, signal });
      if (code >= 2) throw new Error(text);
      return text;
    } finally {
      end();
    }
  };

async function placeOrder({ system, note }: ActionDeps, order: z.output<typeof Place>): Promise<Done> {
  if (system.stage !== 'local')
    throw new ActionError(409, 'Orders of a stage in AWS are placed with: npx chargeonce place --stage …');
  const { customerId, currency, amount, paymentMethod } = order;
  const body = JSON.stringify({
    customerId,
    currency,
    paymentMethod,
    lines: [{ sku: 'console', quantity: 1, unitAmount: amount }],
  });
  const response = await fetch(`${system.outputs.OrdersUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `console-${randomUUID()}` },
    body,
  });
  const text = await response.text();
  const orderId = /"orderId":\s*"(ord_[\w-]+)"/.exec(text)?.[1];
  if (!response.ok || orderId === undefined) throw new ActionError(400, `${response.status}: ${text}`);
  note({
    at: Date.now(),
    action: 'place',
    on: orderId,
    outcome: 'accepted',
    command: `npx chargeonce ${shellWords('place', '--customer', customerId, '--amount', amount, '--currency', currency, '--payment-method', paymentMethod)}`,
  });
  return { ok: true, text: `Accepted ${orderId}`, orderId };
}

async function cancelOrder({ system, note }: ActionDeps, orderId: string): Promise<Done> {
  const url = `${system.outputs.OrdersUrl}/orders/${orderId}/cancel`;
  // An order is cancelled once, whatever the keys are.
  const key = `cancel-${orderId}`;
  const response = await fetch(url, { method: 'POST', headers: { 'idempotency-key': key } });
  const text = await response.text();
  note({
    at: Date.now(),
    action: 'cancel',
    on: orderId,
    outcome: String(response.status),
    command: `curl ${shellWords('-s', '-X', 'POST', url, '-H', `idempotency-key: ${key}`)}`,
  });
  return { ok: response.ok, text: `${response.status}: ${text}` };
}
