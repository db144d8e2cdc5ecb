import {
  getRetryAfterHint,
  isServerError,
  isThrottlingError,
  isTransientError,
  type StandardRetryStrategy,
} from '@smithy/core/retry';
import type { ApiResponse } from './http-exchange.ts';
import { fromJson } from './json-bytes.ts';

/** The service's refusal, with the fields of its answer, such as the row that a condition met. */
export class AwsError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };
  readonly #response: { readonly statusCode: number; readonly headers: ApiResponse['headers'] };

  constructor({ status, headers, body }: ApiResponse) {
    const { __type, message, Message, ...fields } = fieldsOf(body);
    const { 'x-amzn-errortype': type = __type, 'x-amzn-requestid': requestId } = headers;
    super([message, Message].find(isText) ?? `${status}: ${body.slice(0, 200)}`);
    Object.assign(this, fields);
    this.name = nameOf(type);
    this.$fault = status < 500 ? 'client' : 'server';
    this.$metadata = { httpStatusCode: status, requestId };
    this.#response = { statusCode: status, headers };
  }

  /** When the service wants to be asked again. */
  get retryAfter() {
    return getRetryAfterHint(this.#response);
  }
}

const isText = (value: unknown) => typeof value === 'string';

/** Of `com.amazonaws.dynamodb.v20120810#ThrottlingException`, or of `ThrottlingException:http://…`. */
const nameOf = (type: unknown) => (isText(type) && type.split(':')[0]?.split('#').at(-1)) || 'UnknownError';

/** Whatever stands between may answer in HTML. */
function fieldsOf(answer: string): Readonly<Record<string, unknown>> {
  try {
    const fields = fromJson(answer);
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}

type RetryErrorInfo = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1];

/** What a retry strategy decides by: the SDK's own classes. */
export function retryInfo(error: unknown): RetryErrorInfo {
  const errorType = retryType(error);
  const hint = error instanceof AwsError ? error.retryAfter : undefined;
  return { errorType, ...(hint && { retryAfterHint: hint }) };
}

type SdkError = Parameters<typeof isServerError>[0];
const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** By the SDK's own lists: what is no CLIENT_ERROR a repetition may cure. */
export function retryType(error: unknown): RetryErrorInfo['errorType'] {
  if (!isSdkError(error)) return 'CLIENT_ERROR';
  if (isThrottlingError(error)) return 'THROTTLING';
  if (isTransientError(error)) return 'TRANSIENT';
  return isServerError(error) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}
