import type { Resource, StageResources } from '../resources.ts';
import { measured, type Usage } from '../usage.ts';
import { recordBytes, topicsOf } from './broker-usage.ts';
import { gigabytesOf, serviceName, workingSeconds } from './invocations.ts';

const BYTES_PER_READ_UNIT = 4_096;

/** The daily audit: it reads and explains each order once. Its records it gets from kafka-operator, and waits for them. */
export function auditUsage(auditor: Resource, stage: StageResources): Usage[] {
  const records = topicsOf(stage)
    .map(recordBytes)
    .filter((bytes) => bytes > 0);
  const operators = stage.filter(
    (one) => one.type === 'AWS::Lambda::Function' && serviceName(one) === 'kafka-operator',
  );
  const explaining = workingSeconds(measured('auditor/order'), auditor);
  return [
    {
      what: 'rows that auditor reads',
      price: 'dynamodb-read',
      perOrder: readUnits(measured('orders/row')) + readUnits(measured('payments/row')),
    },
    { what: 'audits of auditor', price: 'lambda-arm64', perOrder: explaining * gigabytesOf(auditor) },
    ...operators.flatMap((operator): Usage[] => {
      const reading = records.length * workingSeconds(measured('kafka-operator/record'), operator);
      return [
        {
          what: 'records that kafka-operator reads for auditor',
          price: 'lambda-arm64',
          perOrder: reading * (gigabytesOf(operator) + gigabytesOf(auditor)),
        },
      ];
    }),
    {
      what: 'records for auditor, across zones',
      price: 'zone-transfer',
      perOrder: (records.reduce((sum, bytes) => sum + bytes, 0) * measured('kafka/other-zone')) / 1e9,
    },
  ];
}

/** Half a unit for what begins: eventually consistent, and each row by its key. */
const readUnits = (bytes: number) => Math.ceil(bytes / BYTES_PER_READ_UNIT) / 2;
