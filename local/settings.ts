import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { assertPortFree } from './ports-and-folders.ts';

/** Where the local system listens and keeps its data; each setting is an environment variable. */
export interface Settings {
  readonly ports: Readonly<Record<PortName, number>>;
  readonly dataDir: string;
  /** host:port, more than one separated by commas. */
  readonly brokers: string;
  /** How a client reaches DynamoDB Local. */
  readonly dynamodb: { readonly endpoint: string; readonly region: string; readonly credentials: typeof CREDENTIALS };
}

export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const DEFAULT_PORTS = {
  API_PORT: 3000,
  CONSOLE_PORT: 3001,
  GATEWAY_PORT: 3002,
  DYNAMODB_PORT: 8000,
  KAFKA_PORT: 9092,
  KAFKA_CONTROLLER_PORT: 9093,
};
export type PortName = keyof typeof DEFAULT_PORTS;

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = (name: PortName) => readPort(name, env[name] || String(DEFAULT_PORTS[name]));
  const ports = {
    API_PORT: port('API_PORT'),
    CONSOLE_PORT: port('CONSOLE_PORT'),
    GATEWAY_PORT: port('GATEWAY_PORT'),
    DYNAMODB_PORT: port('DYNAMODB_PORT'),
    KAFKA_PORT: port('KAFKA_PORT'),
    KAFKA_CONTROLLER_PORT: port('KAFKA_CONTROLLER_PORT'),
  };
  assertDistinct(ports);
  return {
    ports,
    dataDir: dataDirOf(env),
    brokers: `127.0.0.1:${ports.KAFKA_PORT}`,
    dynamodb: { endpoint: `http://127.0.0.1:${ports.DYNAMODB_PORT}`, region: REGION, credentials: CREDENTIALS },
  };
}

/** Others use the name DATA_DIR, too. An empty variable counts as not set. */
export const dataDirOf = (env: NodeJS.ProcessEnv) =>
  resolve(env['CHARGEONCE_DATA_DIR'] || env['DATA_DIR'] || '.local/data');

/** What opens the console to writes; made anew at each start. */
export const consoleTokenFile = ({ dataDir }: Pick<Settings, 'dataDir'>) => resolve(dataDir, 'console.token');

/** The same, of a console of a stage in AWS that is served at this port. */
export const stageConsoleTokenFile = (stage: string, port: number) => resolve(`.local/console-${stage}-${port}.token`);

/** The key of the local identity provider. */
export const issuerKeyFile = ({ dataDir }: Settings) => resolve(dataDir, 'issuer.key');

/** The session token that the local Lambda API wants of its callers; made at the first start. */
export const lambdaToken = ({ dataDir }: Pick<Settings, 'dataDir'>) =>
  localSecret(resolve(dataDir, 'lambda.token')).toString();

/** How a client reaches the local Lambda API. */
export const localLambda = ({ dataDir, ports }: Pick<Settings, 'dataDir' | 'ports'>) => ({
  endpoint: `http://127.0.0.1:${ports.API_PORT}`,
  region: REGION,
  credentials: { ...CREDENTIALS, sessionToken: lambdaToken({ dataDir }) },
});

/** What the stacks' outputs are on this machine, as JSON; written at each start. */
export const outputsFile = ({ dataDir }: Pick<Settings, 'dataDir'>) => resolve(dataDir, 'outputs.json');

/** Throws for the first port that somebody listens on already. */
export async function assertPortsFree({ ports }: Settings) {
  for (const [variable, port] of Object.entries(ports)) await assertPortFree({ port, variable });
}

/** Throws where two of them are the same. */
export function assertDistinct(ports: Readonly<Record<string, number>>) {
  for (const [port, [one, other]] of Map.groupBy(Object.entries(ports), ([, number]) => number))
    if (other) throw new Error(`${one?.[0]} and ${other[0]} are both ${port}: set one of them to another port.`);
}

/** The port that an environment variable names. */
export function readPort(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name}=${text} is no port: set it to a number from 1 to 65535.`);
}

/** A secret of this machine's system, for its user only; made where it is missing, and kept from then on. */
export function localSecret(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file);
}
