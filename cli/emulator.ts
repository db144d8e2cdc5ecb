import '../bin/attached.mjs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serveStages } from '../local/emulator/serve-stages.ts';
import { startEmulator } from '../local/emulator/start-emulator.ts';
import { type GuardedProcess, lastLines } from '../local/guarded-process.ts';
import { startKafkaBroker } from '../local/kafka-broker.ts';
import { passingFolder } from '../local/ports-and-folders.ts';
import { assertDistinct, readPort } from '../local/settings.ts';
import { endpointClient } from './aws/endpoint-environment.ts';
import { projectCommand } from './project-command.ts';

projectCommand('npm run emulator --')
  .description(
    'Starts an AWS emulator (MiniStack, LocalStack-compatible) and Kafka, and delivers the streams and topics of each stage ' +
      'that is deployed there to its functions. Both forget everything when the command ends.',
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 ended by Ctrl-C; 1 a port is in use, or one of the two did not start or ended.' +
      '\nEnvironment: EMULATOR_PORT 4566, KAFKA_PORT 9092, KAFKA_CONTROLLER_PORT 9093. See docs/deploy.md',
  )
  .parse();

// What the functions there log and keep holds orders: for this user only.
process.umask(0o077);

const running = new AsyncDisposableStack();
const STOP_WITHIN_MS = 4_000;
const end = async (code: number) => {
  if (running.disposed) return;
  // Whatever does not end by itself in time ends with this process.
  await Promise.race([running.disposeAsync().catch(console.error), delay(STOP_WITHIN_MS)]);
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  await runEmulator();
} catch (error) {
  if (!running.disposed) console.error(error instanceof Error ? error.message : String(error));
  await end(1);
}

/** Rejects when one of the two servers ends. */
async function runEmulator(): Promise<never> {
  const begun = performance.now();
  const ports = portsOf(process.env);
  const folder = passingFolder(tmpdir());
  console.log('Starting the AWS emulator and Kafka');
  const [emulator, kafka] = await Promise.all([
    startEmulator({ folder, port: ports.EMULATOR_PORT }),
    startKafkaBroker({
      dataDir: join(folder, 'kafka'),
      port: ports.KAFKA_PORT,
      controllerPort: ports.KAFKA_CONTROLLER_PORT,
      logFile: join(folder, 'kafka.log'),
    }),
  ]);
  for (const server of [emulator, kafka])
    running.defer(async () => {
      await server.stop(STOP_WITHIN_MS);
    });
  const [{ endpoint }, { brokers }] = [emulator, kafka];
  const log = (message: string) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${message}`);
  running.adopt(serveStages({ client: endpointClient(endpoint), brokers, folder, log }), ({ stop }) => stop());
  console.log(readyBlock({ endpoint, brokers, folder, seconds: (performance.now() - begun) / 1_000 }));
  return Promise.race([
    endOf(emulator, 'The AWS emulator', join(folder, 'emulator.log')),
    endOf(kafka, 'Kafka', join(folder, 'kafka.log')),
  ]);
}

function portsOf(env: NodeJS.ProcessEnv) {
  if (env['AWS_ENDPOINT_URL'] !== undefined)
    throw new Error(
      `AWS_ENDPOINT_URL=${env['AWS_ENDPOINT_URL']} is set, but this command starts an endpoint: unset it.`,
    );
  const port = (name: string, usually: number) => readPort(name, env[name] || String(usually));
  const ports = {
    EMULATOR_PORT: port('EMULATOR_PORT', 4566),
    KAFKA_PORT: port('KAFKA_PORT', 9092),
    KAFKA_CONTROLLER_PORT: port('KAFKA_CONTROLLER_PORT', 9093),
  };
  assertDistinct(ports);
  return ports;
}

async function endOf(server: GuardedProcess, name: string, logFile: string): Promise<never> {
  const { signal, code } = await server.exited;
  throw new Error(`${name} ended (${signal ?? code}). Its log ends with:\n${lastLines(logFile)}`);
}

interface ReadyInfo {
  readonly endpoint: string;
  readonly brokers: string;
  readonly folder: string;
  readonly seconds: number;
}

function readyBlock({ endpoint, brokers, folder, seconds }: ReadyInfo) {
  return `
The AWS emulator is ready (${seconds.toFixed(1)} s)

  Endpoint  ${endpoint}
  Kafka     ${brokers}
  Logs      ${folder}      (until this command ends)

In another terminal:

  export AWS_ENDPOINT_URL=${endpoint}
  npm run deploy -- --stage emulator --brokers ${brokers} --yes
  npm run smoke -- --stage emulator

Any other stage's name will do. Ctrl-C ends everything; nothing is kept.
`;
}
