import { CfnQueryDefinition, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

interface SavedQueriesProps {
  readonly stage: Stage;
}

interface SavedQuery {
  readonly query: readonly string[];
  readonly parameters?: readonly CfnQueryDefinition.QueryParameterProperty[];
}

/** Questions of a person on call, in Logs Insights' language. The functions' log lines keep these names of fields. */
export const QUERIES: Readonly<Record<string, SavedQuery>> = {
  // By text, since an event's id holds its order's id, and a row's key is the one or the other.
  'one-order': {
    query: [
      'fields @timestamp, service, level, message, coalesce(outcome.kind, outcome, response, status) as result, eventId, traceId',
      'filter @message like "{{id}}"',
      'sort @timestamp asc',
      'limit 1000',
    ],
    parameters: [{ name: 'id', defaultValue: 'ord_', description: "An order's id, an event's id or a trace's id" }],
  },
  'refused-requests': {
    query: [
      'filter (service = "order-api" or service = "gateway-webhook") and message = "request" and status >= 400',
      'stats count(*) as requests by status, problem, route',
      'sort requests desc',
    ],
  },
  'not-published': {
    query: [
      'fields @timestamp, service, message, orderId, rowKey, coalesce(reason, error.message) as why',
      'filter message = "not published, will be retried" or message = "can never be published"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  'why-records-fail': {
    query: [
      'filter message = "record failed, it will come again"',
      'stats count(*) as records, max(@timestamp) as last by service, error.message, partition',
      'sort records desc',
    ],
  },
  'slowest-charges': {
    query: [
      'fields @timestamp, orderId, response, milliseconds',
      'filter message = "charge"',
      'sort milliseconds desc',
      'limit 50',
    ],
  },
  'payments-not-decided': {
    query: [
      'fields @timestamp, service, orderId, eventId, outcome.kind, outcome.reason, outcome.misconfigured, outcome.dueAt',
      'filter message = "payment" and (outcome.kind = "parked" or outcome.kind = "unreachable")',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  quarantined: {
    query: [
      'fields @timestamp, service, orderId, partition, offset, error.name, error.message',
      'filter message = "quarantined" and level = "ERROR"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
};

/** Keeps the queries in Logs Insights, over every log group of the stack. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { stage }: SavedQueriesProps) {
    super(scope, id);
    const logGroups = Stack.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof LogGroup);
    for (const [name, { query, parameters }] of Object.entries(QUERIES)) {
      new CfnQueryDefinition(this, name, {
        name: `chargeonce/${stage.name}/${name}`,
        queryString: query.join('\n| '),
        logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
        ...(parameters && { parameters: [...parameters] }),
      });
    }
  }
}
