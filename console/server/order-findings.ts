import type { OrderFinding } from '../contract/order-views.ts';
import {
  failureFinding,
  finding,
  lastFailure,
  ownInvocations,
  repairable,
  sourceFinding,
  unpublishableFinding,
} from './finding-parts.ts';
import type { OrderFacts } from './order-facts.ts';
import { behindFindings, undecidedFinding } from './payment-findings.ts';

/** Why an order is not done, what is wrong first; empty when all is well. */
export function findingsOf(facts: OrderFacts): OrderFinding[] {
  const { order, contradictions } = facts.view;
  const wrong = contradictions.map((what) =>
    finding('problem', what, 'Kafka or the gateway contradicts the rows: compare the evidence below.'),
  );
  const isOpen = order.openSince !== undefined;
  return [...wrong, ...(isOpen ? [...surroundings(facts), ...stageFindings(facts)] : [])];
}

/** What stands in the way of every order. */
function surroundings({ kafkaProblem, faults, lags }: OrderFacts): OrderFinding[] {
  const withoutPartitions = lags.filter(({ partitions }) => partitions.length === 0);
  return [
    ...(kafkaProblem === undefined
      ? []
      : [
          finding(
            'problem',
            `Kafka does not answer, or a topic has no partition with a leader: ${kafkaProblem}`,
            'Events wait in their outboxes and topics and flow when the brokers are back. Nothing is lost.',
          ),
        ]),
    ...withoutPartitions.map(({ topic }) =>
      finding(
        'problem',
        `The topic ${topic} has no partitions`,
        'Create it again as lib/brokers/kafka.ts describes it.',
      ),
    ),
    ...faults.map(({ title, until }) =>
      finding('note', `A fault is switched on: ${title}`, `It reverts by itself at ${new Date(until).toISOString()}.`),
    ),
  ];
}

function stageFindings(facts: OrderFacts): OrderFinding[] {
  const { order, payment } = facts.view;
  if (order.publishFailure)
    return [unpublishableFinding(order.orderId, "The order's event", order.publishFailure.reason)];
  if (order.outbox !== undefined) return unpublishedFindings(facts);
  if (payment === undefined) return unclaimedFindings(facts);
  return payment.decidedAt === undefined || payment.state === 'IN_REVIEW' || payment.state === 'REFUND_DUE'
    ? [undecidedFinding(payment, facts)]
    : behindFindings(payment, facts);
}

/** After this time an entry that no function was invoked with does not come by itself any more. */
const STREAM_MS = 10_000;

function unpublishedFindings(facts: OrderFacts): OrderFinding[] {
  const { order } = facts.view;
  const disabled = sourceFinding(facts, 'order-publisher', 'its outbox entry is not read');
  if (disabled) return [disabled];
  const failed = lastFailure(facts, 'order-publisher');
  if (failed) return [failureFinding(failed, 'The publisher could not publish it', facts)];
  const wasRead = ownInvocations(facts, 'order-publisher').length > 0;
  const waited = facts.now - Date.parse(order.lastRequeuedAt ?? order.placedAt);
  if (wasRead || waited < STREAM_MS)
    return [finding('waiting', 'Its event waits for the broker', 'The publisher brings it within a second or two.')];
  return [
    repairable(
      `npm run ops -- requeue ${order.orderId}`,
      `The stream has not brought its outbox entry to the publisher for ${Math.round(waited / 1_000)} s: the record is lost or the reader stands still`,
      'The reconciler publishes it again after ten minutes; or do it now.',
    ),
  ];
}

function unclaimedFindings(facts: OrderFacts): OrderFinding[] {
  const [letter] = facts.deadLetters;
  if (letter)
    return [
      repairable(
        `npm run ops -- redrive --consumer ${letter.consumer} --dry-run`,
        `${letter.consumer} put its event into quarantine (poison): ${letter.error}: ${letter.message}`,
        'Repair the cause, then redrive it.',
      ),
    ];
  const disabled = sourceFinding(facts, 'payment-processor', 'its event is not consumed');
  if (disabled) return [disabled];
  const failed = lastFailure(facts, 'payment-processor');
  if (failed) return [failureFinding(failed, 'The payment processor could not take it', facts)];
  const lag = facts.lags.find(({ consumer }) => consumer === 'payment-processor')?.lag ?? 0;
  return [
    {
      ...finding(
        'waiting',
        `Published and not charged yet; ${lag} records wait before the payment processor`,
        'It is consumed when those before it in its partition are done.',
      ),
      command: 'npm run ops -- lag',
    },
  ];
}
