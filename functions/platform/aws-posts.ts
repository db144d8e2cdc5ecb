import { HttpRequest } from '@smithy/core/protocols';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsError, retryInfo } from './aws-error.ts';
import { type ApiResponse, exchange } from './http-exchange.ts';
import { fromJson, toJson } from './json-bytes.ts';
import { type Credentials, requestSignature } from './request-signature.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface AwsServiceOptions {
  readonly environment?: Environment;
  /** As it signs its requests, and as its address begins: `dynamodb`. */
  readonly service: string;
  /** The variable that names another address, as for the SDK; AWS_ENDPOINT_URL names one for all services. */
  readonly endpointIn: string;
  readonly maxAttempts: number;
  /** In milliseconds. */
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly maxSockets?: number;
}

interface AwsPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends POST requests to a service of AWS, signed, at a third of the CPU that its SDK takes: most of that goes into the SDK's
 * middleware and schemas. Sockets, time limits, retries, backoff and the classes of errors are the SDK's own parts, and what is
 * refused rejects with the name, the metadata and the fields of the SDK's error. Region and credentials are those that Lambda puts
 * into a function's environment.
 */
export function awsPosts({ service, endpointIn, maxAttempts, environment = process.env, ...http }: AwsServiceOptions) {
  const { region, credentials } = awsEnvironment(environment);
  const { [endpointIn]: own, AWS_ENDPOINT_URL: common } = environment;
  const url = new URL(own || common || regionalEndpoint(service, environment));
  const sign = requestSignature({ service, region, credentials });
  const retries = new StandardRetryStrategy({ maxAttempts });
  const send = sender(http);
  const clock = serverClock();

  const basePath = url.pathname.replace(/\/+$/, '');

  const attempt = async ({ headers, body, signal, ...post }: AwsPost): Promise<ApiResponse> => {
    const path = basePath + post.path;
    const signed = sign({ path, headers: { ...headers, host: url.host }, body }, clock.now());
    const request = {
      ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path, body },
      ...(url.port !== '' && { port: Number(url.port) }),
      headers: { ...signed, 'content-length': String(Buffer.byteLength(body)) },
    };
    const response = await send(new HttpRequest(request), signal);
    if (response.status < 300) return response;
    throw clock.corrected(new AwsError(response), response);
  };

  return async (post: AwsPost): Promise<ApiResponse> => {
    let token = await retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const response = await attempt(post);
        retries.recordSuccess(token);
        return response;
      } catch (error) {
        // Waits as long as the strategy wants, or rejects: then the error is the answer.
        token = await retries.refreshRetryTokenForRetry(token, retryInfo(error)).catch(() => {
          throw error;
        });
      }
    }
  };
}

interface AwsJsonOptions extends AwsServiceOptions {
  /** What stands before an operation's name: `DynamoDB_20120810`. */
  readonly target: string;
  /** Of the protocol: `1.0`. */
  readonly version: string;
}

/** Calls the operations of a service that speaks AWS's JSON protocol. */
export function awsJson({ target, version, ...service }: AwsJsonOptions) {
  const post = awsPosts(service);
  return async (operation: string, input: unknown, signal?: AbortSignal): Promise<unknown> => {
    const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` };
    return fromJson((await post({ path: '/', headers, body: toJson(input), signal })).body);
  };
}

/** Where and as whom a function runs, as Lambda says it. */
export function awsEnvironment(environment: Environment = process.env): {
  readonly region: string;
  readonly credentials: Credentials;
} {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!(AWS_REGION && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY))
    throw new Error(
      'AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be in the environment, as Lambda sets them.',
    );
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { region: AWS_REGION, credentials: { ...credentials, sessionToken: AWS_SESSION_TOKEN || undefined } };
}

/** In the partition of the region. */
export function regionalEndpoint(service: string, { AWS_REGION, AWS_USE_FIPS_ENDPOINT }: Environment): string {
  const prefix = AWS_USE_FIPS_ENDPOINT === 'true' ? `${service}-fips` : service;
  return `https://${prefix}.${AWS_REGION}.amazonaws.com${AWS_REGION?.startsWith('cn-') ? '.cn' : ''}`;
}

type Http = Pick<AwsServiceOptions, 'connectionTimeout' | 'requestTimeout' | 'maxSockets'>;

function sender({ maxSockets = 50, ...timeouts }: Http) {
  const agent = { keepAlive: true, maxSockets };
  // Without throwOnRequestTimeout the handler would only warn, and wait for ever.
  const handler = new NodeHttpHandler({
    ...timeouts,
    throwOnRequestTimeout: true,
    ...{ httpAgent: agent, httpsAgent: agent },
  });
  return (request: HttpRequest, signal?: AbortSignal): Promise<ApiResponse> => exchange(handler, request, signal);
}

/** From here on AWS refuses a signature for its age. */
const MOST_SKEW_MS = 300_000;

/** The service's own words for a signature that it finds too old or too young. */
const SKEWED = new Set(['InvalidSignatureException', 'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed']);

/** The machine's clock, put right by the service's where a request was refused for its time. Such a request is tried again. */
function serverClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    corrected(error: AwsError, { headers: { date = '' } }: ApiResponse): AwsError {
      const skew = Date.parse(date) - Date.now();
      const isNews = SKEWED.has(error.name) && Math.abs(skew - ahead) >= MOST_SKEW_MS;
      if (!isNews) return error;
      ahead = skew;
      return Object.assign(error, { $metadata: { ...error.$metadata, clockSkewCorrected: true } });
    },
  };
}
