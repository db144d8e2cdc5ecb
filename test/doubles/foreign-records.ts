import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { anOrderPlaced } from './order-builders.ts';
import { aKafkaRecord } from './record-builders.ts';

export const FOREIGN_ORDER = anOrderPlaced({ orderId: 'shop-4711' });
export const OUTBOX_ID = '3f0c9a52-8f8f-4b6d-9c39-2f1f6f8f6c11';

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value: Buffer.from(value) }));

interface Foreign {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is; anything else as JSON. */
  readonly value?: unknown;
}

const aForeignRecord = ({ key = FOREIGN_ORDER.orderId, headers = {}, value = FOREIGN_ORDER }: Foreign): KafkaRecord =>
  aKafkaRecord({
    key: Buffer.from(key),
    headers: headersOf(headers),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  });

/** As Debezium's outbox event router writes it, with the type as a header. */
export const aRoutedRecord = ({ headers = {}, ...differing }: Foreign = {}) =>
  aForeignRecord({ ...differing, headers: { id: OUTBOX_ID, eventType: ORDER_PLACED.type, ...headers } });

/** The same where the type is in the value, or nowhere. */
export const anUntypedRecord = (value: unknown) => aForeignRecord({ value, headers: { id: OUTBOX_ID } });

interface Structured extends Foreign {
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** As a CloudEvents SDK writes it in structured mode. */
export const aStructuredRecord = ({ attributes = {}, value = FOREIGN_ORDER, ...differing }: Structured = {}) =>
  aForeignRecord({
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    value: {
      ...{ specversion: '1.0', id: OUTBOX_ID, type: ORDER_PLACED.type, source: '/shop', subject: 'shop-4711' },
      ...{ datacontenttype: 'application/json', data: value, ...attributes },
    },
    ...differing,
  });

/** As a CloudEvents SDK writes it in binary mode. */
export const aForeignBinaryRecord = ({ headers = {}, ...differing }: Foreign = {}) =>
  aForeignRecord({
    ...differing,
    headers: { ce_specversion: '1.0', ce_id: OUTBOX_ID, ce_type: ORDER_PLACED.type, ce_source: '/shop', ...headers },
  });
