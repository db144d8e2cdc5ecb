import type { Resource } from '../resources.ts';
import { measured, type Usage } from '../usage.ts';
import { gigabytesOf } from './invocations.ts';

const BYTES_PER_READ_UNIT = 4_096;

/** The daily audit: it reads and explains each order once. */
export function auditUsage(auditor: Resource): Usage[] {
  const explaining = (measured('auditor/order') * measured('lambda/slower-core')) / 1_000;
  return [
    {
      what: 'rows that auditor reads',
      price: 'dynamodb-read',
      perOrder: readUnits(measured('orders/row')) + readUnits(measured('payments/row')),
    },
    { what: 'audits of auditor', price: 'lambda-arm64', perOrder: explaining * gigabytesOf(auditor) },
  ];
}

/** Half a unit for what begins: eventually consistent, and each row by its key. */
const readUnits = (bytes: number) => Math.ceil(bytes / BYTES_PER_READ_UNIT) / 2;
