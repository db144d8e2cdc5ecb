import { connectWorker, outboxConnector } from '../cli/interop/connect-worker.ts';
import { type SupervisedService, startSupervised } from './supervised-service.ts';

interface DebeziumOptions {
  readonly folder: string;
  readonly brokers: string;
  readonly databasePort: number;
  readonly topic: string;
  readonly logFile: string;
}

/** A real Connect worker with Debezium. */
export async function startDebezium({ brokers, logFile, ...options }: DebeziumOptions): Promise<SupervisedService> {
  const connectors = { outbox: outboxConnector(options) };
  const { port, command } = await connectWorker({ folder: options.folder, brokers, connectors });
  return startSupervised({ ...command, name: 'Kafka Connect', logFile, ready: () => assertRuns(port) });
}

async function assertRuns(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/connectors/outbox/status`);
  const status = await response.text();
  if (!/"tasks":\[\{[^}]*"state":"RUNNING"/.test(status)) throw new Error(status);
}
