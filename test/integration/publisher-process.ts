import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type ShardRecord, streamEvent } from '../../lambda-local/event-sources/stream-event.ts';
import { startEnvironment } from '../../lambda-local/functions/execution-environment.ts';
import { findInFamily } from '../harness/processes.ts';

interface PublisherProcess {
  readonly table: string;
  readonly prefix: string;
  readonly dynamodb?: string;
  readonly brokers?: string;
}

const HANDLER = resolve(import.meta.dirname, '../../functions/outbox-publisher/handler.ts');

/** The publisher's own handler in a process of its own, as an execution environment of Lambda, until the test ends. */
export async function startPublisherProcess({ table, prefix, dynamodb, brokers }: PublisherProcess) {
  const environment = await startEnvironment({
    name: 'order-publisher',
    file: HANDLER,
    timeoutSeconds: 60,
    logFile: join(mkdtempSync(join(tmpdir(), 'publisher-')), 'publisher.log'),
    environment: {
      OUTBOX: 'orders',
      OUTBOX_TABLE: table,
      TOPIC_PREFIX: prefix,
      KAFKA_BROKERS: brokers ?? inject('kafkaBrokers'),
      KAFKA_AUTH: 'none',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb ?? inject('dynamodbEndpoint'),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      POWERTOOLS_SERVICE_NAME: 'order-publisher',
      POWERTOOLS_METRICS_NAMESPACE: 'chargeonce',
    },
  });
  onTestFinished(environment.end);
  return {
    invoke: (records: readonly ShardRecord[]) => environment.invoke(streamEvent(records)),
    /** The one that runs: a second one must not be there. */
    kill() {
      const pid = findInFamily(process.pid, HANDLER);
      if (pid === undefined) throw new Error('The process does not run');
      process.kill(pid, 'SIGKILL');
    },
  };
}
