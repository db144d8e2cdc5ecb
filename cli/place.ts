import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { Option } from 'commander';
import pLimit from 'p-limit';
import type { OrderRequest } from '../functions/order-api/order-request.ts';
import { runAtAws } from './aws/report-failure.ts';
import type { Send } from './aws/send.ts';
import { CHARGEONCE } from './ops/command.ts';
import { agreeFirst } from './ops/consent.ts';
import { LOCAL, openSystem, type SystemOptions, systemStage } from './ops/system.ts';
import { projectCommand, wholeNumber, wholeNumberUpTo } from './project-command.ts';
import { followOrder, type Order, type PostResponse, postOrder } from './smoke/smoke-order.ts';
import { accessTo, timeoutSeconds } from './smoke/smoke-request.ts';

interface PlaceOptions extends SystemOptions {
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
  readonly paymentMethod?: string;
  readonly idempotencyKey?: string;
  readonly count: number;
  readonly watch: boolean;
  readonly within?: number;
  readonly token?: string;
  readonly json: boolean;
  readonly yes: boolean;
}

const program = projectCommand(`${CHARGEONCE} place`)
  .description('Places an order, or several, and prints its id. --watch follows it to its final status.')
  .option('--customer <id>', "the shop's own id of its customer", 'c-1')
  .option('--amount <minor units>', 'the total: 2500 is 25.00 EUR', wholeNumber, 1_000)
  .option('--currency <code>', 'ISO 4217', 'EUR')
  .option('--payment-method <id>', 'what is charged (default: pm_card_visa, where the gateway is the simulator)')
  .option('--idempotency-key <key>', 'the same key again makes no second order; of several orders -1, -2 … is added')
  .option('--count <n>', 'so many orders', wholeNumberUpTo(10_000), 1)
  .option('--watch', 'follow each order until it is decided', false)
  .option('--within <seconds>', 'how long that may take (default: 120 on this machine, 600 in AWS)', wholeNumber)
  .option('--stage <name>', 'a stage in AWS; without it, the system on this machine', LOCAL)
  .addOption(new Option('--token <jwt>', 'a bearer token, where the stage has a JWT issuer').env('SMOKE_TOKEN'))
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--json', 'print JSON, an order a line', false)
  .option('--yes', 'do not ask, where real money is charged', false)
  .addHelpText(
    'after',
    '\nExit codes: 0 accepted (with --watch: PAID); 1 refused, or decided otherwise; 2 it could not be carried out.' +
      '\nMany orders at a rate, with figures: chargeonce load',
  );

async function place(options: PlaceOptions): Promise<void> {
  const stage = systemStage(options.stage);
  const request = orderOf(options, stage.gateway.kind === 'simulator');
  if (stage.gateway.kind !== 'simulator') await agreeFirst({ form: CHARGEONCE, yes: options.yes, preview });
  const { outputs } = await openSystem(options);
  const send = await accessTo(outputs.OrdersUrl, stage, options);
  const key = options.idempotencyKey ?? `place-${randomUUID()}`;
  const keys = options.count === 1 ? [key] : Array.from({ length: options.count }, (_, index) => `${key}-${index + 1}`);
  const results = await atMost(keys, (key) => placeOne({ send, options }, request, key));
  process.exitCode = Math.max(...results);

  async function preview() {
    const { lines, currency, paymentMethod } = request;
    return `${options.count} × ${lines[0]?.unitAmount} ${currency} (minor units) will be charged to ${paymentMethod}, at stage ${options.stage}: real money.`;
  }
}

function orderOf({ customer, amount, currency, paymentMethod, stage }: PlaceOptions, isSimulated: boolean) {
  if (!isSimulated && paymentMethod === undefined)
    throw new Error(
      `Stage ${stage} charges real money: name the payment method that may be charged, --payment-method.`,
    );
  return {
    customerId: customer,
    currency,
    paymentMethod: paymentMethod ?? 'pm_card_visa',
    lines: [{ sku: 'placed', quantity: 1, unitAmount: amount }],
  } satisfies OrderRequest;
}

const AT_ONCE = 10;

/** Shows on a terminal how far it is. */
async function atMost(keys: readonly string[], one: (key: string) => Promise<number>): Promise<readonly number[]> {
  const limit = pLimit(AT_ONCE);
  const bar = new cliProgress.SingleBar({ format: 'place {bar} {value}/{total}', stream: process.stderr });
  if (keys.length > 1 && process.stderr.isTTY) bar.start(keys.length, 0);
  try {
    return await Promise.all(keys.map((key) => limit(() => one(key).finally(() => bar.increment()))));
  } finally {
    bar.stop();
  }
}

interface Way {
  readonly send: Send;
  readonly options: PlaceOptions;
}

const now = () => performance.now();
const pause = () => delay(100);

/** Resolves with the exit code that this order alone would have. */
async function placeOne({ send, options }: Way, request: OrderRequest, key: string): Promise<number> {
  const { json, watch } = options;
  const sent = now();
  const placed = await postOrder({ send, now }, request, key);
  if (placed.order === undefined) return refused(placed, key, json);
  if (!json) console.log(acceptedText(placed, placed.order, options));
  const order = watch ? await watched({ send, options }, placed.order, sent) : placed.order;
  if (json) console.log(JSON.stringify({ ...order, idempotencyKey: key, replayed: placed.replayed, ms: placed.ms }));
  return watch && order.status !== 'PAID' ? 1 : 0;
}

const TOO_MANY_REQUESTS = 429;

function refused({ status, refusal }: PostResponse, idempotencyKey: string, json: boolean): number {
  if (json) console.log(JSON.stringify({ idempotencyKey, status, refusal }));
  console.error(`POST /orders answered ${status}: ${refusal}`);
  return status === TOO_MANY_REQUESTS || status >= 500 ? 2 : 1;
}

function acceptedText({ replayed, ms }: PostResponse, order: Order, { watch, count, stage }: PlaceOptions): string {
  const { orderId, status, totalAmount, currency } = order;
  const again = replayed ? '  (placed before with this key)' : '';
  const accepted = `${orderId}  ${status}  ${totalAmount} ${currency}  after ${ms} ms${again}`;
  const where = stage === LOCAL ? '' : ` --stage ${stage}`;
  return watch || count > 1 ? accepted : `${accepted}\nLook at it: chargeonce get ${orderId}${where} --watch`;
}

async function watched({ send, options }: Way, placed: Order, sent: number): Promise<Order> {
  const seconds = options.within ?? timeoutSeconds({ here: options.stage === LOCAL });
  const print = (line: string) => options.json || console.log(`${placed.orderId}  ${line}`);
  const deadline = sent + seconds * 1_000;
  const { order, decidedMs } = await followOrder({ send, now, pause, print }, placed, { sent, deadline });
  if (decidedMs === undefined) console.error(`${placed.orderId}  still ${order.status} after ${seconds} s`);
  return order;
}

await runAtAws(program, () => place(program.opts<PlaceOptions>()));
