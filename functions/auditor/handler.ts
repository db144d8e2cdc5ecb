import middy from '@middy/core';
import * as z from 'zod/mini';
import { dynamoTableNotes } from '../payments/dynamo-table-notes.ts';
import { tableGuard } from '../payments/table-guard.ts';
import { gatewayKey } from '../payments/wiring.ts';
import { lambdaInvoke } from '../platform/consumer-handler.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import { auditLog } from './audit-log.ts';
import { auditWhenDue } from './audit-when-due.ts';
import { dynamoAuditPositions } from './dynamo-audit-position.ts';
import { dynamoAuditedRows } from './dynamo-audited-rows.ts';
import { dynamoNamedRows } from './dynamo-named-rows.ts';
import { AuditorEnv } from './env.ts';
import { gatewayLedger } from './gateway-ledgers.ts';
import { lambdaKafkaOperator } from './lambda-kafka-operator.ts';
import { auditedTopicOf, operatorAuditedTopics } from './operator-audited-topics.ts';
import { runAudit } from './run-audit.ts';

/** The schedule's event says nothing; an operator may want an audit before it is due. */
const Request = z.object({ early: z._default(z.boolean(), false) });

/** For the last looks, at their slowest, and for what is reported. */
const RESERVE_MS = 60_000;
/** Many rows are read: pages take their time, and a table that is throttled is asked again for a while. */
const READING = { maxAttempts: 10, connectionTimeout: 1_000, requestTimeout: 10_000 };

const env = readEnv(AuditorEnv);
const now = () => new Date();
const dynamo = dynamoClient(READING);
const payments = { dynamo, table: env.PAYMENT_DEDUP_TABLE };
const tables = { dynamo, orders: env.ORDERS_TABLE, payments: env.PAYMENT_DEDUP_TABLE };
const topics = operatorAuditedTopics({
  ask: lambdaKafkaOperator({ invoke: lambdaInvoke(), functionName: env.KAFKA_OPERATOR_FUNCTION }),
  topicOf: auditedTopicOf(env.TOPIC_PREFIX),
});
const audit = auditWhenDue({
  positions: dynamoAuditPositions(payments),
  audit: runAudit({
    rows: dynamoNamedRows({ ...tables, topics, tables: dynamoAuditedRows(tables) }),
    topics,
    gateway: gatewayLedger(env.GATEWAY_API, {
      url: env.GATEWAY_URL,
      key: gatewayKey(env),
      assertAccount: tableGuard(dynamoTableNotes(payments)).assertNoOtherAccount,
    }),
    // As for the alarm orders-stuck: twice the time after which an event is published again.
    lag: 2 * env.RECONCILE_AFTER_SECONDS * 1_000,
    progress: () => undefined,
    now,
  }),
  report: auditLog(now),
  now,
});

export const handler = middy()
  .use(flushMetrics())
  .handler(async (event: unknown, { getRemainingTimeInMillis }) => {
    const { early } = z.parse(Request, event ?? {});
    return audit({ early, deadline: new Date(now().getTime() + getRemainingTimeInMillis() - RESERVE_MS) });
  });
