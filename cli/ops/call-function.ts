import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';

interface FunctionCall<Answer> {
  readonly name: string;
  readonly request: object;
  readonly answer: Answer;
}

/** The function runs as often at once as its stage lets it. */
export class BusyFunctionError extends Error {
  override readonly name = 'BusyFunctionError';
}

/** Invokes a function and reads what it returns; its own error becomes ours. @throws BusyFunctionError */
export async function callFunction<Answer extends z.ZodMiniType>(
  lambda: LambdaClient,
  { name, request, answer }: FunctionCall<Answer>,
): Promise<z.output<Answer>> {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) });
  const { Payload, FunctionError } = await lambda.send(command).catch((cause: unknown) => {
    if (!(cause instanceof TooManyRequestsException)) throw cause;
    throw new BusyFunctionError(`${name} runs as often at once as it may; try again when a run has ended`, { cause });
  });
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${reasonIn(text)}`);
  return z.parse(answer, JSON.parse(text));
}

const FunctionFailure = z.object({ errorMessage: z.string() });

/** What Lambda tells of a failure, as text where it is in the usual form. */
const reasonIn = (text: string) => z.safeParse(FunctionFailure, JSON.parse(text)).data?.errorMessage ?? text;
