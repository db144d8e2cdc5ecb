import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { emulatorTenant } from '../../../cli/aws/caller.ts';
import { endpointClient, endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { since } from '../../../cli/aws/resource-progress.ts';
import { type Send, sendSigned } from '../../../cli/aws/send.ts';
import type { OrderStatus } from '../../../functions/contracts/order-row.ts';
import type { OrderResource } from '../../../functions/order-api/get-order.ts';
import { takeOverEventSources } from '../../../local/emulator/stage-event-sources.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { readLedger } from '../gateway-ledger.ts';
import { answerOf } from '../http-call.ts';
import { runCli } from '../run-cli.ts';
import { waitFor } from '../wait-for.ts';
import { deploy } from './deploy.ts';
import { readEventSources, startFlow } from './event-source-choice.ts';

type Order = z.output<typeof OrderResource>;

interface StageOptions {
  readonly endpoint: string;
  readonly brokers: string;
  readonly folder: string;
  readonly stage: string;
  /** The checkout that is deployed. */
  readonly root?: string;
}

export type DeployedStage = Awaited<ReturnType<typeof deployStage>>;

/** Deploys a stage from nothing and lets its events flow. */
export async function deployStage(options: StageOptions) {
  const { stage, brokers } = options;
  const client = endpointClient(options.endpoint);
  const begun = performance.now();
  const outputs = await deploy(options);
  console.log(`Stage ${stage} was deployed in ${since(begun)}`);
  const flow = await startFlow(readEventSources(process.env), () =>
    takeOverEventSources({
      client,
      stack: `chargeonce-${stage}-flow`,
      brokers,
      folder: join(options.folder, stage),
    }),
  );
  const env = endpointEnvironment(options.endpoint);
  const credentials = (await emulatorTenant(client)) ?? client.credentials;
  const send = sendSigned(outputs.OrdersUrl, { region: client.region, credentials });
  const call = async <Body>(...request: Parameters<Send>) => answerOf<Body>(await send(...request));
  const post = (order: object, key = randomUUID()) =>
    call<Order>('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(order),
    });
  return {
    outputs,
    post,
    async place(paymentMethod = 'pm_card_visa'): Promise<string> {
      const { status, body } = await post(anOrderRequest({ paymentMethod }));
      if (status !== 202) throw new Error(`POST /orders answered ${status}: ${JSON.stringify(body)}`);
      return body.orderId;
    },
    waitForStatus: (orderId: string, status: OrderStatus): Promise<Order> =>
      waitFor(
        async () => {
          const { body } = await call<Order>(`/orders/${orderId}`);
          if (body.status !== status) throw new Error(`it is ${body.status}`);
          return body;
        },
        { within: 30_000, what: `${orderId} to be ${status}` },
      ),
    async captures(orderId: string) {
      const charges = await readLedger(outputs.GatewayUrl);
      return charges.filter(({ status, metadata }) => status === 'succeeded' && metadata['orderId'] === orderId);
    },
    call,
    /** Deploys another checkout into the stage, as a pipeline does: while it runs. */
    deployAgain: (root: string) => deploy({ ...options, root }),
    /** Runs `npm run smoke` at the stage. */
    smoke: (...args: string[]) =>
      runCli({ command: 'smoke', args: ['--stage', stage, '--within', '20', ...args], env }),
    async destroy() {
      await flow.stop();
      return runCli({ command: 'destroy', args: ['--stage', stage, '--brokers', brokers, '--yes'], env });
    },
    stop: flow.stop,
  };
}
