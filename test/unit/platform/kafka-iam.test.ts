import type { SaslAuthenticateArgs } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { iamAuthentication } from '../../../functions/platform/kafka-client.ts';

/** As kafkajs gives bytes, and takes them: their length first. */
const withLength = (text: string) => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};

/** Authenticates at a broker that answers so, or fails. */
async function authenticate(answer: string | Error, waited: number[] = []) {
  const requests: Buffer[] = [];
  const { sasl } = iamAuthentication(async (milliseconds) => waited.push(milliseconds));
  const { authenticate: attempt } = sasl.authenticationProvider({
    host: 'b-1.example',
    port: 9098,
    logger: undefined as never,
    async saslAuthenticate<Result>({ request, response }: SaslAuthenticateArgs<Result>) {
      requests.push(await request.encode());
      if (answer instanceof Error) throw answer;
      return response?.parse(await response.decode(withLength(answer)));
    },
  });
  await attempt();
  return requests;
}

describe('authenticate with MSK IAM', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('goes over TLS as an OAuth bearer token', async () => {
    const [request] = await authenticate('');

    expect(iamAuthentication()).toMatchObject({ ssl: true, sasl: { mechanism: 'oauthbearer' } });
    const message = request?.subarray(4).toString() ?? '';
    expect(request).toEqual(withLength(message));
    expect(message.split('\u0001')).toEqual(['n,,', expect.stringMatching(/^auth=Bearer [\w-]+$/), '', '']);
  });

  it.each([
    ['answers why not', '{"status":"invalid_token"}', '{"status":"invalid_token"}'],
    ['answers with error 58', typed('Access denied', 'SASL_AUTHENTICATION_FAILED'), 'Access denied'],
  ])(
    'says in words that the broker refused when it %s, and that no retry helps',
    async (_situation, answer, reason) => {
      await expect(authenticate(answer)).rejects.toMatchObject({
        name: 'KafkaAuthenticationError',
        message: expect.stringContaining(`Kafka refused the IAM authentication at b-1.example:9098 (${reason})`),
        retriable: false,
      });
    },
  );

  it.each(['Too many connects', typed('[a1b2]: Too many connects', 'SASL_AUTHENTICATION_FAILED')])(
    'lets a connection be tried again after a second or two when the broker takes no more: %s',
    async (answer) => {
      const waited: number[] = [];

      await expect(authenticate(answer, waited)).rejects.toMatchObject({
        name: 'KafkaConnectionLimitError',
        message: expect.not.stringMatching(/role|region|clock/),
        retriable: true,
      });

      expect(waited).toHaveLength(1);
      expect(waited[0]).toBeGreaterThanOrEqual(1_000);
      expect(waited[0]).toBeLessThan(2_000);
    },
  );

  it('calls a connection that broke no refusal', async () => {
    const closed = typed('Closed connection');

    await expect(authenticate(closed)).rejects.toBe(closed);
  });
});

function typed(message: string, type?: string) {
  return Object.assign(new Error(message), { type });
}
