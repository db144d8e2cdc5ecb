import { InvalidArgumentError } from 'commander';
import { paymentEventId } from '../../functions/contracts/order-placed.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { isInReview } from '../../functions/reconciler/classify-order.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import type { HeldIntent } from '../../operations/held-intents.ts';
import { type ReviewOutcome, resolveReview } from '../../operations/resolve-review.ts';
import { projectCommand } from '../project-command.ts';
import { age, oneLine, opsCommand, secondsSince } from './command.ts';
import { readOpenOrders } from './open-orders.ts';
import { operatorGateway } from './operator-gateway.ts';
import { readPayment } from './order-view.ts';

const listCommand = opsCommand({
  name: 'list',
  does: 'The payments that wait for a person: why, since when, and their intent at the gateway.',
  run: async (system) => {
    const { open } = await readOpenOrders(system);
    const inReview = open.filter(isInReview).map(async ({ order }) => {
      const payment = await readPayment(system, order.orderId);
      const since = payment?.decidedAt ?? order.payment?.decidedAt ?? order.placedAt;
      return { order, payment, ageSeconds: Math.floor(secondsSince(since)) };
    });
    const data = await Promise.all(inReview);
    const columns = { head: ['order', 'amount', 'in review for', 'intent', 'why'], rows: data.map(cells) };
    return { data, text: data.map(line).join('\n') || 'No payment is in review.', columns };
  },
});

const MISSING = 'ITS PAYMENT ROW IS MISSING: npm run ops -- rebuild-dedup';

interface InReview {
  readonly order: { readonly orderId: string };
  readonly payment: PaymentRow | undefined;
  readonly ageSeconds: number;
}

function cells({ order: { orderId }, payment, ageSeconds }: InReview) {
  const { amount, currency, intentId, reviewReason, cancelRequested } = payment ?? {};
  if (amount === undefined) return [orderId, '', age(ageSeconds), '', MISSING];
  const cancelled = cancelRequested ? 'cancellation requested; ' : '';
  const why = oneLine(`${cancelled}${reviewReason ?? 'no reason recorded'}`);
  return [orderId, `${amount} ${currency}`, age(ageSeconds), intentId ?? 'none recorded', why];
}

function line({ order: { orderId }, payment, ageSeconds }: InReview): string {
  if (payment === undefined) return `${orderId}  ${MISSING}`;
  const { amount, currency, intentId, reviewReason, cancelRequested } = payment;
  const intent = intentId ?? 'no intent recorded';
  const cancelled = cancelRequested ? '  cancellation requested' : '';
  return oneLine(
    `${orderId}  ${amount} ${currency}  in review for ${age(ageSeconds)}  ${intent}${cancelled}  ${reviewReason ?? 'no reason recorded'}`,
  );
}

interface ResolveOptions {
  readonly by: string;
  readonly reason: string;
  readonly reference?: string;
  readonly dryRun: boolean;
}

const resolveCommand = opsCommand<ResolveOptions>({
  name: 'resolve',
  does: 'Decides a payment in review: cancels its intent at the gateway, and records what the gateway answers.',
  define: (command) =>
    command
      .argument('<orderId>', "for another system's order, its event's id")
      .requiredOption('--reason <text>', 'why it is decided now; kept with the payment', someText)
      .option('--by <name>', 'who decides; kept with the payment', someText, process.env['USER'] ?? 'unknown')
      .option('--reference <intent>', 'a payment intent of it, pi_… or int_…, which you name by hand', intentId)
      .option('--dry-run', 'look, and show what it would try; nothing is cancelled or written', false)
      .addHelpText(
        'after',
        '\nCanceled becomes DECLINED, succeeded CAPTURED; where the customer cancelled, VOID or REFUND_DUE. Anything else leaves' +
          '\nthe payment in review. Without a recorded intent, every intent that the gateway lists for it is cancelled.' +
          '\nExit code 1 where it stays in review.',
      ),
  preview: 'dry-run',
  run: async (system, [orderId = ''], options) => {
    const { dynamo, outputs } = system;
    const resolve = resolveReview({
      ledger: dynamoOperatorLedger({ dynamo, table: outputs.PaymentDedupTable }),
      intents: operatorGateway(system),
      now: () => new Date(),
    });
    const outcome = await resolve({ eventId: paymentEventId(orderId), ...options });
    return { data: outcome, text: `${orderId}  ${textOf(outcome)}`, ok: outcome.kind !== 'refused' };
  },
});

function textOf(outcome: ReviewOutcome): string {
  if (outcome.kind === 'refused') return `stays as it is: ${outcome.reason}`;
  if (outcome.kind === 'resolved')
    return `is ${outcome.state}  ${outcome.gatewayReference ?? 'the gateway holds nothing of it'}`;
  const { intents, next } = outcome;
  return [
    intents.length === 0 ? 'the gateway lists nothing of it' : `would cancel ${intents.map(intentText).join(', ')}`,
    typeof next === 'string' ? `it would become ${next}` : next.reason,
  ].join('; ');
}

const intentText = ({ id, status, amount, currency }: HeldIntent) => `${id} (${status}, ${amount} ${currency})`;

function someText(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

function intentId(text: string): string {
  if (/^(pi|int)_\w+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the id of a payment intent, pi_… or int_….');
}

export const reviewCommand = projectCommand('review')
  .description('Payments that wait for a person: list, resolve.')
  .exitOverride()
  .addCommand(listCommand)
  .addCommand(resolveCommand);
