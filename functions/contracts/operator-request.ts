import * as z from 'zod/mini';
import { ConsumerLagRequest } from './consumer-lag.ts';
import { ListQuarantinedRequest } from './list-quarantined.ts';
import { QuarantineDepthRequest } from './quarantine-depth.ts';
import { ReadRecordRequest, ReadRecordsRequest } from './read-record.ts';
import { RedriveRequest } from './redrive.ts';
import { ResetOffsetsRequest } from './reset-offsets.ts';

/** All that kafka-operator may be asked. */
export const OperatorRequest = z.discriminatedUnion('action', [
  ReadRecordRequest,
  ReadRecordsRequest,
  ListQuarantinedRequest,
  RedriveRequest,
  QuarantineDepthRequest,
  ConsumerLagRequest,
  ResetOffsetsRequest,
]);
export type OperatorRequest = z.infer<typeof OperatorRequest>;
