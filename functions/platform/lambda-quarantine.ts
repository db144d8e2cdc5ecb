import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { QuarantineRequest } from '../contracts/quarantined-record.ts';
import { encodeRecord } from './kafka-record.ts';
import type { QuarantineRecord } from './poison-record.ts';

interface LambdaQuarantineDeps {
  readonly lambda: LambdaClient;
  /** The function that takes the record. */
  readonly functionName: string;
  readonly consumer: string;
}

export function lambdaQuarantine({ lambda, functionName, consumer }: LambdaQuarantineDeps): QuarantineRecord {
  return async (record, error) => {
    const request: QuarantineRequest = {
      action: 'quarantine',
      consumer,
      record: encodeRecord(record),
      error: { name: error.name, message: error.message },
    };
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
    );
    if (answer.FunctionError === undefined) return;
    throw new Error(`${functionName} did not quarantine the record: ${Buffer.from(answer.Payload ?? []).toString()}`);
  };
}
