import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';

interface FunctionCall<Answer> {
  readonly name: string;
  readonly request: object;
  readonly answer: Answer;
}

/** Invokes a function and reads what it returns; its own error becomes ours. */
export async function callFunction<Answer extends z.ZodMiniType>(
  lambda: LambdaClient,
  { name, request, answer }: FunctionCall<Answer>,
): Promise<z.output<Answer>> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${text}`);
  return z.parse(answer, JSON.parse(text));
}
