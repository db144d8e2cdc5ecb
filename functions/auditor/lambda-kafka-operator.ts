import { setTimeout as delay } from 'node:timers/promises';
import type { OperatorRequest } from '../contracts/operator-request.ts';
import type { LambdaInvoke } from '../platform/consumer-handler.ts';

interface LambdaOperatorDeps {
  readonly invoke: LambdaInvoke;
  /** Of kafka-operator. */
  readonly functionName: string;
  /** Between two tries. */
  readonly pause?: () => Promise<unknown>;
}

/** Others ask the function, too, and a stage lets it run a few times at once. */
const TRIES = 10;

/** Asks kafka-operator, again where it is busy. @throws with the reason where it fails. */
export function lambdaKafkaOperator({ invoke, functionName, pause = () => delay(1_000) }: LambdaOperatorDeps) {
  const call = async (payload: string) => {
    for (let tries = 1; ; tries++) {
      try {
        return await invoke(functionName, payload);
      } catch (error) {
        if (!isBusy(error) || tries === TRIES) throw error;
        await pause();
      }
    }
  };
  return async (request: OperatorRequest): Promise<unknown> => {
    const { isError, payload } = await call(JSON.stringify(request));
    if (isError) throw new Error(`${functionName} did not answer ${request.action}: ${payload}`);
    return JSON.parse(payload);
  };
}

const isBusy = (error: unknown) => error instanceof Error && error.name === 'TooManyRequestsException';
