import * as z from 'zod/mini';
import { invokes, type Resource, read, type StageResources } from '../resources.ts';
import { measured, measuredOf, SECONDS_PER_MONTH, type Usage } from '../usage.ts';
import { auditUsage } from './audit-usage.ts';
import {
  concurrencyOf,
  durationOf,
  gatewayOf,
  gigabytesOf,
  invocationsOf,
  isVerbose,
  recordsAtOnce,
  serviceName,
} from './invocations.ts';
import { logUsage, metricsOf } from './monitoring-usage.ts';
import { isSchedule, runsPerMonth } from './trigger-usage.ts';

const Settings = z.object({
  Architectures: z._default(z.array(z.enum(['arm64', 'x86_64'])), ['x86_64']),
  LoggingConfig: z.optional(z.looseObject({ SystemLogLevel: z.optional(z.string()) })),
});

const SOURCES = ['AWS::Lambda::EventSourceMapping', 'AWS::ApiGatewayV2::Integration', 'AWS::Events::Rule'];

/** Priced by what invokes it: a function that only people and deployments call costs nothing worth counting. */
export function functionUsage(resource: Resource, stage: StageResources): Usage[] {
  const siblings = stage.filter(({ stack }) => stack === resource.stack);
  const source = siblings.find(
    ({ type, properties }) => SOURCES.includes(type) && invokes(properties, resource, stage),
  );
  if (source === undefined) return [];
  return source.type === 'AWS::Events::Rule' && isSchedule(source)
    ? [...scheduled(resource, stage, runsPerMonth(source)), ...(isAuditor(resource) ? auditUsage(resource, stage) : [])]
    : ordered(resource, stage);
}

const isAuditor = (resource: Resource) => serviceName(resource) === 'auditor';

function scheduled(resource: Resource, stage: StageResources, runs: number): Usage[] {
  const service = serviceName(resource);
  return [
    { what: `requests of ${service}`, price: 'lambda-request', always: runs },
    { what: `time of ${service}`, price: timePrice(resource), always: runs * gigabyteSeconds(resource) },
    { what: `reads of ${service}`, price: 'dynamodb-read', always: runs * measured(`${service}/reads`) },
    ...logUsage({ writer: resource, stage, what: `logs of ${service}`, always: runs * logBytes(resource) }),
    {
      what: `metrics of ${service}`,
      price: 'metric',
      [MEASURES_WHAT_IT_TRIES.includes(service) ? 'withOrders' : 'always']: metricsOf(resource).length,
    },
  ];
}

/** The others have gauges, which each run sets. */
const MEASURES_WHAT_IT_TRIES = ['payment-retrier'];

/** Each order has an invocation of its own, as long as that many can run at once. */
function ordered(resource: Resource, stage: StageResources): Usage[] {
  const service = serviceName(resource);
  const invocations = invocationsOf(service, stage);
  return [
    { what: `requests of ${service}`, price: 'lambda-request', perOrder: invocations },
    {
      what: `time of ${service}`,
      price: timePrice(resource),
      perOrder: invocations * gigabyteSeconds(resource),
      atMost: concurrencyOf(resource, stage) * gigabytesOf(resource) * SECONDS_PER_MONTH,
      perOrderAtLeast: invocations * leastGigabyteSeconds(resource),
    },
    ...logUsage({
      writer: resource,
      stage,
      what: `logs of ${service}`,
      perOrder: invocations * orderedLogBytes(resource),
    }),
    { what: `metrics of ${service}`, price: 'metric', withOrders: metricsOf(resource).length },
    ...(service === 'payment-processor' ? gatewayUsage(resource) : []),
    ...(service === 'order-api' ? tracesOf(resource) : []),
    ...(service === 'gateway-webhook' ? readsOf(service, invocations) : []),
  ];
}

/** Beside those that are counted at the table, since not every gateway reports. */
const readsOf = (service: string, invocations: number): Usage[] => [
  { what: `reads of ${service}`, price: 'dynamodb-read', perOrder: invocations * measured(`${service}/reads`) },
];

const gatewayUsage = (processor: Resource): Usage[] =>
  gatewayOf(processor) === 'simulator'
    ? []
    : [{ what: 'charges sent to the gateway', price: 'internet-transfer', perOrder: measured('gateway/sent') / 1e9 }];

const Traced = z.object({
  Environment: z.optional(z.object({ Variables: z.looseObject({ TRACES_PERCENT: z._default(z.coerce.number(), 0) }) })),
});

/** One for each order, which begins here. What Lambda traces by itself is not counted: one invocation a second, and 5 %. */
function tracesOf(resource: Resource): Usage[] {
  const percent = read(Traced, resource).Environment?.Variables.TRACES_PERCENT ?? 0;
  return percent === 0 ? [] : [{ what: 'traces', price: 'x-ray-trace', perOrder: percent / 100 }];
}

function timePrice(resource: Resource) {
  const [architecture = 'x86_64'] = read(Settings, resource).Architectures;
  return `lambda-${architecture}` as const;
}

function gigabyteSeconds(resource: Resource) {
  const { cpu, wait } = durationOf(resource);
  return (cpu + wait) * gigabytesOf(resource);
}

/** Of a record in an invocation with as many as may wait together. What consumes no topic has one record, or a limit that its price keeps. */
function leastGigabyteSeconds(resource: Resource) {
  const together = recordsAtOnce(resource);
  if (together === undefined) return 0;
  const { cpu, wait } = durationOf(resource);
  return (cpu + wait / together) * gigabytesOf(resource);
}

/** Of an invocation, with the lines of its one event where the stage logs each. */
const orderedLogBytes = (resource: Resource) =>
  logBytes(resource) + (isVerbose(resource) ? measuredOf(serviceName(resource), 'each-log') : 0);

function logBytes(resource: Resource) {
  const quiet = read(Settings, resource).LoggingConfig?.SystemLogLevel === 'WARN';
  return measuredOf(serviceName(resource), 'log') + measured(quiet ? 'lambda/json-fields' : 'lambda/platform-log');
}
