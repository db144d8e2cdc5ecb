import { Command, Option } from 'commander';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderPlacements } from '../../functions/payment-processor/dynamo-order-placements.ts';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import { type ReviewOutcome, resolveReview } from '../../functions/payment-processor/resolve-review.ts';
import type { Resolved } from '../../functions/payment-processor/review-verdict.ts';
import { isInReview } from '../../functions/reconciler/judge-order.ts';
import { opsCommand } from './command.ts';
import { lookUpGateway } from './gateway-view.ts';
import { readOpenOrders } from './open-orders.ts';
import { openOrdersText } from './open-orders-text.ts';

const listCommand = opsCommand({
  name: 'list',
  does: 'The orders whose payment waits for a person to decide.',
  run: async (system) => {
    const { open } = await readOpenOrders(system);
    const found = { open: open.filter(isInReview), unreadable: [] };
    return { data: found.open, text: openOrdersText(found, 'No payment is in review.') };
  },
});

interface ResolveOptions {
  readonly as: Resolved;
  readonly by: string;
  readonly reason: string;
  readonly dryRun: boolean;
}

const resolveCommand = opsCommand<ResolveOptions>({
  name: 'resolve',
  does: 'Decides a payment in review. The charge is looked up once more: what contradicts the gateway is refused.',
  define: (command) =>
    command
      .argument('<orderId>')
      .addOption(new Option('--as <state>', 'what it is').choices(['CAPTURED', 'DECLINED']).makeOptionMandatory())
      .requiredOption('--by <name>', 'who decides; kept with the payment')
      .requiredOption('--reason <text>', 'why; kept with the payment')
      .option('--dry-run', 'look and judge, and write nothing', false)
      .addHelpText('after', '\nExit code 1 where it is refused.'),
  run: async (system, [orderId = ''], { as, by, reason, dryRun }) => {
    const { dynamo, outputs } = system;
    const resolve = resolveReview({
      ledger: dynamoReviewLedger({ dynamo, table: outputs.PaymentDedupTable }),
      orders: dynamoOrderPlacements({ dynamo, table: outputs.OrdersTable }),
      gateway: lookUpGateway(system),
      now: () => new Date(),
    });
    const outcome = await resolve({ eventId: ORDER_PLACED.eventId(orderId), as, by, reason, dryRun });
    return { data: outcome, text: `${orderId}  ${textOf(outcome)}`, ok: outcome.kind !== 'refused' };
  },
});

const textOf = (outcome: ReviewOutcome) =>
  outcome.kind === 'refused'
    ? `refused: ${outcome.reason}`
    : `${outcome.kind === 'resolved' ? 'is' : 'would be'} ${outcome.decision.state}`;

export const reviewCommand = new Command('review')
  .description('Payments that a person must decide: list, resolve.')
  .exitOverride()
  .addCommand(listCommand)
  .addCommand(resolveCommand);
