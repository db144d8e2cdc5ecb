import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod/mini';
import { measure } from './telemetry.ts';

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), Keys: z.unknown(), NewImage: z.optional(z.unknown()) }),
    }),
  ),
});

/** A changed row as the stream shows it; one that can't be read says why, since a row never makes a handler throw. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly image: RowImage;
}

export type RowImage =
  | { readonly kind: 'row'; readonly row: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'absent' };

/** The records of a DynamoDB Streams event, in their order. */
export const streamRecords = (event: unknown): StreamRecord[] =>
  z.parse(StreamEvent, event).Records.map(({ dynamodb }) => {
    const keys = readImage(dynamodb.Keys);
    return {
      sequenceNumber: dynamodb.SequenceNumber,
      keys: keys.kind === 'row' ? keys.row : {},
      image: readImage(dynamodb.NewImage),
    };
  });

/** Lambda goes on from the lowest sequence number that is reported; none means that the batch is done. */
export const streamResponse = (firstFailed: StreamRecord | undefined) => ({
  batchItemFailures: firstFailed === undefined ? [] : [{ itemIdentifier: firstFailed.sequenceNumber }],
});

function readImage(image: unknown): RowImage {
  if (image === undefined) return { kind: 'absent' };
  if (!areAttributes(image)) return { kind: 'unreadable', reason: 'the row is not a map of DynamoDB attributes' };
  try {
    return { kind: 'row', row: rowOf(image) };
  } catch (error) {
    // A number beyond JavaScript's precision, or a type that isn't DynamoDB's.
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

type Attributes = Record<string, AttributeValue>;

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** By hand: each row comes by here, and a schema takes thirty times the CPU. */
const areAttributes = (image: unknown): image is Attributes =>
  typeof image === 'object' && image !== null && Object.values(image).every(isObject);

/** As the SDK's `unmarshall` does, at a third of the CPU: what rows are made of by hand, the rest by it. */
function rowOf(attributes: Attributes): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) row[name] = nativeOf(value);
  return row;
}

function nativeOf(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return numberOf(attribute.N);
  if (attribute.M !== undefined) return rowOf(attribute.M);
  if (attribute.L !== undefined) return attribute.L.map(nativeOf);
  if (attribute.B !== undefined) return fromBase64(attribute.B);
  if (attribute.BS !== undefined) return new Set(attribute.BS.map(fromBase64));
  return bySdk(attribute);
}

const bySdk = (attribute: AttributeValue): unknown => unmarshall({ attribute })['attribute'];

/** What JavaScript has no number for is the SDK's to refuse, or to turn into something else. */
function numberOf(text: string): unknown {
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : bySdk({ N: text });
}

/** A stream event gives bytes as base64, which would pass for text. */
const fromBase64 = (bytes: unknown) => Buffer.from(String(bytes), 'base64');

const StreamTimes = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ ApproximateCreationDateTime: z.optional(z.number()) }) })),
});

/** Seconds since the oldest change of a batch was written; undefined where no record says when that was. */
export function oldestRecordAge(event: unknown, now: Date): number | undefined {
  const { data } = z.safeParse(StreamTimes, event);
  const times = data?.Records.flatMap(({ dynamodb }) => dynamodb.ApproximateCreationDateTime ?? []) ?? [];
  return times.length === 0 ? undefined : Math.max(0, now.getTime() / 1_000 - Math.min(...times));
}

/** Measures how far a stream's follower is behind, as it sees it itself. */
export const measureStreamAge = (now: () => Date): MiddlewareObj => ({
  before({ event }) {
    const age = oldestRecordAge(event, now());
    if (age !== undefined) measure('StreamRecordAgeSeconds', age);
  },
});
