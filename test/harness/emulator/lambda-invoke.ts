import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Invoke } from '../../../local/event-sources/invoke.ts';

/** Runs deployed functions through the Lambda API. A call that fails on its way is a failed invocation, too. */
export const lambdaInvoke =
  (lambda: LambdaClient): Invoke =>
  async (functionName, event) => {
    try {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      const text = Buffer.from(Payload ?? []).toString();
      return FunctionError === undefined
        ? { kind: 'returned', payload: JSON.parse(text || 'null') }
        : { kind: 'failed', error: text };
    } catch (error) {
      return { kind: 'failed', error: String(error) };
    }
  };
