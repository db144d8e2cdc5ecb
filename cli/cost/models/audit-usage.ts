import type { Resource } from '../resources.ts';
import { HOURS_PER_MONTH, measured, type Usage } from '../usage.ts';
import { gigabytesOf } from './invocations.ts';

const AUDITS_PER_MONTH = HOURS_PER_MONTH / 24;
const BYTES_PER_READ_UNIT = 4_096;

/** The daily audit: it explains each order once, and reads all rows that there are each day, closed ones too. */
export function auditUsage(auditor: Resource): Usage[] {
  const bytes = measured('orders/row') + measured('payments/row');
  const explaining = (measured('auditor/order') * measured('lambda/slower-core')) / 1_000;
  const scanning = bytes / 1e6 / measured('auditor/scan');
  return [
    {
      what: 'rows that auditor reads',
      price: 'dynamodb-read',
      // Half a unit: eventually consistent.
      perOrderKept: (AUDITS_PER_MONTH * bytes) / BYTES_PER_READ_UNIT / 2,
    },
    {
      what: 'audits of auditor',
      price: 'lambda-arm64',
      perOrder: explaining * gigabytesOf(auditor),
      perOrderKept: AUDITS_PER_MONTH * scanning * gigabytesOf(auditor),
    },
  ];
}
