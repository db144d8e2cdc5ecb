import * as z from 'zod/mini';
import { awsJson } from '../platform/aws-posts.ts';
import { type GatewayKey, GatewayKeyUnavailable, isGatewayKey } from './table-guard.ts';

/** A rotated key is taken up within so long, or as soon as the gateway refuses the old one. */
const KEPT_MS = 300_000;

interface SecretsManagerGatewayKeyDeps {
  readonly secrets: SecretValues;
  /** The secret's name or ARN; the secret is the key, as text. */
  readonly secretId: string;
  readonly now: () => Date;
  /** The key could not be read anew, and the known one stays. */
  readonly missed: (error: unknown) => void;
}

/** The key in Secrets Manager: rotated there, without a deployment. */
export function secretsManagerGatewayKey(deps: SecretsManagerGatewayKeyDeps): GatewayKey {
  let known: { readonly key: Promise<string>; readonly until: number } | undefined;
  const readAnew = (former: Promise<string> | undefined) => {
    const key = former === undefined ? readKey(deps) : readKey(deps).catch(keep(former, deps));
    known = { key, until: deps.now().getTime() + KEPT_MS };
    // A failure is not kept; the promise itself rejects with it.
    key.catch(() => {
      if (known?.key === key) known = undefined;
    });
    return key;
  };
  return {
    current: () => (known !== undefined && deps.now().getTime() < known.until ? known.key : readAnew(known?.key)),
    async refused(key) {
      const kept = known;
      if (kept !== undefined && (await kept.key.catch(() => key)) === key && known === kept) known = undefined;
    },
  };
}

/** A key that nobody has refused is worth more than none: payments go on while Secrets Manager is out of reach. */
const keep =
  (former: Promise<string>, { missed }: SecretsManagerGatewayKeyDeps) =>
  (error: unknown) => {
    missed(error);
    return former;
  };

/** Secrets Manager, of which the SDK's client is one, too. */
interface SecretValues {
  readonly getSecretValue: (input: { readonly SecretId: string }) => Promise<z.output<typeof SecretValue>>;
}

const SecretValue = z.object({ SecretString: z.optional(z.string()) });

/** A client whose calls end well before a charge request times out. */
export function secretsClient(): SecretValues {
  const call = awsJson({
    service: 'secretsmanager',
    endpointIn: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    ...{ target: 'secretsmanager', version: '1.1' },
    ...{ maxAttempts: 2, connectionTimeout: 1_000, requestTimeout: 1_500 },
  });
  return { getSecretValue: async (input) => z.parse(SecretValue, await call('GetSecretValue', input)) };
}

async function readKey({ secrets, secretId }: SecretsManagerGatewayKeyDeps): Promise<string> {
  const secret = await secrets.getSecretValue({ SecretId: secretId }).catch((error: unknown) => {
    throw new GatewayKeyUnavailable(
      `The gateway's key can't be read from the secret ${secretId}: ${error instanceof Error ? error.name : 'unknown'}. ` +
        'The secret must exist, and its reader must have secretsmanager:GetSecretValue on it.',
    );
  });
  const key = secret.SecretString?.trim() ?? '';
  if (isGatewayKey(key)) return key;
  throw new GatewayKeyUnavailable(
    `The secret ${secretId} does not hold the gateway's key: put the key into it as plain text, and nothing else.`,
  );
}
