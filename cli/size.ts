import { bundle } from '../lib/constructs/bundle.ts';

interface Limit {
  readonly kilobytes: number;
  /** A package that must not be in it. */
  readonly without?: string;
}

/** A start from cold is paid by the byte: what a function may weigh, minified. */
const limits: Readonly<Record<string, Limit>> = {
  'order-api': { kilobytes: 450, without: 'kafkajs' },
  'outbox-publisher': { kilobytes: 700 },
  'payment-processor': { kilobytes: 680, without: 'kafkajs' },
  'status-updater': { kilobytes: 500, without: 'kafkajs' },
  'kafka-operator': { kilobytes: 450 },
  'payment-gateway-simulator': { kilobytes: 450, without: 'kafkajs' },
};

const faults = Object.entries(limits).flatMap(([stage, limit]) => weigh(stage, limit));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function weigh(stage: string, { kilobytes, without }: Limit): string[] {
  const { bytes, inputs } = bundle(stage);
  const size = bytes / 1000;
  console.log(`${stage.padEnd(26)} ${size.toFixed(0).padStart(4)} KB of ${kilobytes}`);

  const found = inputs.some((input) => input.startsWith(`node_modules/${without}/`));
  return [
    ...(size > kilobytes ? [`${stage} is ${size.toFixed(0)} KB: its limit is ${kilobytes} KB.`] : []),
    ...(found ? [`${stage} contains ${without}.`] : []),
  ];
}
