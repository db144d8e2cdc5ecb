import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type * as z from 'zod/mini';
import { functionName, type Invoke } from '../lambda-local/functions/invocation.ts';
import { type EnvironmentLimits, type LocalFunction, localFunction } from '../lambda-local/functions/local-function.ts';
import type { AppResource } from './app-model.ts';
import type { FUNCTION } from './resource-types.ts';
import { lambdaToken, type Settings } from './settings.ts';

export type FunctionResource = AppResource<z.output<typeof FUNCTION.settings>>;

/** What the functions have to know about this machine. */
interface FunctionSurroundings extends Pick<Settings, 'dataDir'> {
  /** How they reach the brokers; absent: in plain text. */
  readonly kafka?: Readonly<Record<string, string>> | undefined;
  readonly dynamodb: { readonly endpoint: string };
  /** Of the Lambda API. */
  readonly ports: { readonly API_PORT: number };
}

interface LocalFunctionsOptions {
  /** What the paths of the bundles are relative to. */
  readonly assembly?: string;
  readonly functions: readonly FunctionResource[];
  readonly settings: FunctionSurroundings;
  /** The last part of the name of the function to debug. */
  readonly inspect: string | undefined;
}

/** The template's functions, each in processes of its own. */
export interface LocalFunctions {
  readonly invoke: Invoke;
  readonly codes: readonly string[];
  reload(code: string): void;
  /** Their names, without project and stage. */
  readonly names: readonly string[];
  /** One of them, by its whole name or by that. @throws where there is none. */
  find(name: string): FoundFunction;
  /** Starts an environment of each before it is needed. */
  warm(names: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface FoundFunction extends LocalFunction {
  readonly logFile: string;
}

export const INSPECT_PORT = 9229;
const COMPILE_CACHE = resolve(import.meta.dirname, '../.local/compile-cache');
/**
 * Two work off a burst on two cores. While the gateway answers late, each partition of a topic has one that waits for it, and the
 * simulator one for each answer that it holds back.
 */
const ENVIRONMENTS: EnvironmentLimits = { busy: 2, most: 12 };

export function localFunctions({
  functions,
  settings,
  inspect,
  assembly = '.',
}: LocalFunctionsOptions): LocalFunctions {
  const inspected = inspect === undefined ? undefined : functionToInspect(functions, inspect);
  const all = new Map(
    functions.map((resource) => [resource.name, start(resource, settings, { inspect: inspected, assembly })]),
  );
  const codeOf = new Map(functions.map((resource) => [resource.name, basename(assetOf(resource))]));
  const find = (name: string): FoundFunction => {
    const wanted = functionName(name);
    const found = all.get(wanted) ?? [...all].find(([whole]) => shortName(whole) === wanted)?.[1];
    if (found === undefined) throw new Error(`There is no function ${name}`);
    return found;
  };
  return {
    find,
    names: [...all.keys()].map(shortName),
    invoke: (name, event) => find(name).invoke(event),
    codes: [...new Set(codeOf.values())],
    reload(code) {
      for (const [name, fn] of all) if (codeOf.get(name) === code) fn.reload();
    },
    async warm(names) {
      await Promise.all(names.map((name) => find(name).warm()));
    },
    async stop() {
      await Promise.all([...all.values()].map((fn) => fn.stop()));
    },
  };
}

/** The folder with the function's bundle, below `dist/functions`. */
const assetOf = ({ metadata }: FunctionResource) => String(metadata?.['aws:asset:path']);

function functionToInspect(functions: readonly FunctionResource[], inspect: string): string {
  const names = functions.map(({ name }) => name);
  const found = names.filter((name) => name === inspect || name.endsWith(`-${inspect}`));
  if (found[0] !== undefined && found.length === 1) return found[0];
  throw new Error(
    `--inspect ${inspect} is ${found.length === 0 ? 'no function' : 'more than one'}: ${names.map(shortName).join(', ')}`,
  );
}

/** Without project and stage. */
const shortName = (name: string) => name.replace(/^[^-]+-[^-]+-/, '');

interface Start extends Pick<LocalFunctionsOptions, 'inspect'> {
  readonly assembly: string;
}

function start(resource: FunctionResource, local: FunctionSurroundings, { inspect, assembly }: Start) {
  const { name, settings } = resource;
  const inspected = name === inspect;
  const logs = join(local.dataDir, 'logs');
  mkdirSync(logs, { recursive: true });
  const spec = {
    name,
    file: resolve(assembly, assetOf(resource), 'index.mjs'),
    environment: { ...awsEnvironment(name, local), ...localised(settings.Environment.Variables, local) },
    timeoutSeconds: settings.Timeout,
    logFile: join(logs, `${name}.log`),
    ...(inspected && { inspectPort: INSPECT_PORT }),
  };
  const reserved = inspected ? 1 : (settings.ReservedConcurrentExecutions ?? ENVIRONMENTS.most);
  const limits = { busy: Math.min(ENVIRONMENTS.busy, reserved), most: Math.min(ENVIRONMENTS.most, reserved) };
  return { ...localFunction(spec, limits), logFile: spec.logFile };
}

const awsEnvironment = (name: string, { dynamodb, ports, dataDir }: FunctionSurroundings) => ({
  PATH: process.env['PATH'] ?? '',
  AWS_LAMBDA_FUNCTION_NAME: name,
  // A second start of the same bundle then takes half the time.
  NODE_COMPILE_CACHE: COMPILE_CACHE,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: lambdaToken({ dataDir }),
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
  AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${ports.API_PORT}`,
});

/** May be set on this machine: to try out what else takes ten minutes, or the other Kafka client. */
const OVERRIDABLE = ['RECONCILE_AFTER_SECONDS', 'KAFKA_CLIENT'];

/** The only settings in which a function differs from its template. */
function localised(
  variables: Readonly<Record<string, string>>,
  { kafka = { KAFKA_AUTH: 'none' } }: FunctionSurroundings,
): Record<string, string> {
  const wanted = OVERRIDABLE.filter((name) => name in variables).map((name) => [name, process.env[name]] as const);
  return {
    ...variables,
    ...('KAFKA_AUTH' in variables && kafka),
    ...Object.fromEntries(wanted.flatMap(([name, value]) => (value ? [[name, value] as const] : []))),
  };
}
