import { CONSUMER_NAMES } from '../functions/contracts/events.ts';
import { type Bundle, bundleTogether, ownFunctions } from '../lib/recipes/bundle.ts';
import { projectCommand } from './project-command.ts';

interface Limit {
  readonly kilobytes: number;
  /** Of the client that KAFKA_CLIENT may choose, in a file of its own. */
  readonly kilobytesApart?: number;
  readonly speaksKafka?: boolean;
  /** It runs with each order, by the lean client of DynamoDB (ADR 027). */
  readonly isHot?: boolean;
}

/** A cold start is paid by the byte: what a function may weigh, minified. Only those beside the brokers carry kafkajs. */
const limits: Readonly<Record<string, Limit>> = {
  // A consumer that has no other limit.
  ...Object.fromEntries(CONSUMER_NAMES.map((name) => [name, { kilobytes: 500 }])),
  'order-api': { kilobytes: 180, isHot: true },
  'outbox-publisher': { kilobytes: 450, kilobytesApart: 500, speaksKafka: true, isHot: true },
  'payment-processor': { kilobytes: 440, isHot: true },
  'payment-retrier': { kilobytes: 440, isHot: true },
  'status-updater': { kilobytes: 150, isHot: true },
  'gateway-webhook': { kilobytes: 400, isHot: true },
  reconciler: { kilobytes: 450 },
  auditor: { kilobytes: 800 },
  quarantine: { kilobytes: 650, kilobytesApart: 500, speaksKafka: true },
  'kafka-operator': { kilobytes: 700, speaksKafka: true },
  'payment-gateway-simulator': { kilobytes: 160, isHot: true },
  'bootstrap-brokers': { kilobytes: 350 },
};

projectCommand('npm run size --')
  .description('Prints what each bundled function weighs. Exit code 1 where one is over its limit.')
  .parse();

const bundles = bundleTogether(ownFunctions());
const faults = [
  ...Object.keys(limits).flatMap((stage) =>
    bundles.has(stage) ? [] : [`${stage} has a limit in cli/size.ts, and no handler in functions/.`],
  ),
  ...[...bundles].flatMap(([stage, found]) => {
    const limit = limits[stage];
    return limit ? weigh(stage, limit, found) : [`${stage} has no limit in cli/size.ts.`];
  }),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function weigh(stage: string, limit: Limit, { bytes, bytesApart, inputs }: Bundle): string[] {
  const carries = (name: string) => inputs.some((input) => input.startsWith(`node_modules/${name}`));
  return [
    ...weighFile(stage, bytes, limit.kilobytes),
    ...(bytesApart > 0 ? weighFile(`${stage}, other client`, bytesApart, limit.kilobytesApart ?? 0) : []),
    ...(carries('kafkajs/') && !limit.speaksKafka ? [`${stage} must not contain kafkajs.`] : []),
    ...(carries('@aws-sdk/client-') && limit.isHot ? [`${stage} must not contain a client of the AWS SDK.`] : []),
  ];
}

function weighFile(name: string, bytes: number, limit: number): string[] {
  const size = Math.ceil(bytes / 1000);
  console.log(`${name.padEnd(31)} ${String(size).padStart(4)} KB of ${String(limit)}`);
  return size > limit ? [`${name} is over its limit.`] : [];
}
