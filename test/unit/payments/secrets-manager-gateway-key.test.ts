import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { secretsManagerGatewayKey } from '../../../functions/payments/secrets-manager-gateway-key.ts';
import { waitFor } from '../../harness/wait-for.ts';

/** A key whose reads end when the test says so. */
function aSlowSecret() {
  const reads: PromiseWithResolvers<string>[] = [];
  const secrets = new SecretsManager({ region: 'us-east-1' });
  secrets.middlewareStack.add(
    () => async () => {
      const read = Promise.withResolvers<string>();
      reads.push(read);
      return { output: { SecretString: await read.promise, $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  const clock = { minutes: 0 };
  const now = () => new Date(clock.minutes * 60_000);
  const key = secretsManagerGatewayKey({ secrets, secretId: 'gateway-key', now, missed: () => undefined });
  return { key, reads, clock };
}

/** Until so many reads have begun. */
const begun = (reads: readonly unknown[], count: number) =>
  waitFor(() => reads.length === count, { within: 5_000, what: `${count} reads` });

describe("read the gateway's key while an earlier read is under way", () => {
  /** The first read takes longer than a key is kept, and the second one is done before it. */
  async function overtaken() {
    const secret = aSlowSecret();
    const first = secret.key.current().catch(() => 'failed');
    secret.clock.minutes = 5;
    const second = secret.key.current();
    await begun(secret.reads, 2);
    secret.reads[1]?.resolve('sk_2');
    expect(await second).toBe('sk_2');
    return { ...secret, first };
  }

  it('keeps the key that was read last where the earlier read fails', async () => {
    const { key, reads, first } = await overtaken();

    reads[0]?.reject(new Error('too late'));

    expect(await first).toBe('failed');
    expect(await key.current()).toBe('sk_2');
    expect(reads).toHaveLength(2);
  });

  it('reads anew where the gateway has refused the key that was read last, whatever the earlier read does', async () => {
    const { key, reads, first } = await overtaken();

    await key.refused('sk_2');
    reads[0]?.reject(new Error('too late'));
    expect(await first).toBe('failed');
    const third = key.current();
    await begun(reads, 3);
    reads[2]?.resolve('sk_3');

    expect(await third).toBe('sk_3');
  });

  it('keeps the key that was read last where the gateway refuses the one that the earlier read gives', async () => {
    const secret = aSlowSecret();
    const first = secret.key.current();
    const refusal = secret.key.refused('sk_1');
    secret.clock.minutes = 5;
    const second = secret.key.current();
    await begun(secret.reads, 2);
    secret.reads[1]?.resolve('sk_2');
    await second;

    secret.reads[0]?.resolve('sk_1');
    await Promise.all([first, refusal]);

    expect(await secret.key.current()).toBe('sk_2');
    expect(secret.reads).toHaveLength(2);
  });
});

describe("refuse a gateway's key that was never read", () => {
  it('changes nothing', async () => {
    await expect(aSlowSecret().key.refused('sk_1')).resolves.toBeUndefined();
  });
});
