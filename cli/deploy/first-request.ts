import type { Stage } from '../../lib/stages.ts';
import type { SessionKeys } from '../aws/caller.ts';

interface FirstRequest {
  readonly stage: Pick<Stage, 'auth' | 'region' | 'gateway'>;
  /** Of the deployed order API. */
  readonly url: string;
  /** Whose keys sign it; undefined where they are looked for in the environment. */
  readonly keys?: SessionKeys | undefined;
}

/** The lines by which somebody places a first order at a deployed stage. */
export function firstRequest({ stage, url, keys }: FirstRequest): string[] {
  const request = [
    `curl -s '${url}/orders' ${authorization(stage, keys)} \\`,
    `  -H 'content-type: application/json' -H 'idempotency-key: first-1' \\`,
    `  -d '${JSON.stringify(order(stage.gateway))}'`,
  ];
  return [...(keys ? [] : preparation(stage)), ...request];
}

const FROM_ENVIRONMENT = {
  accessKeyId: '$AWS_ACCESS_KEY_ID',
  secretAccessKey: '$AWS_SECRET_ACCESS_KEY',
  // curl drops a header without a value: lasting keys have no session.
  sessionToken: '$AWS_SESSION_TOKEN',
};

const authorization = ({ auth, region }: FirstRequest['stage'], keys: SessionKeys = FROM_ENVIRONMENT) =>
  auth.kind === 'jwt'
    ? `-H "authorization: Bearer $TOKEN"`
    : [
        `--aws-sigv4 'aws:amz:${region}:execute-api'`,
        `--user "${keys.accessKeyId}:${keys.secretAccessKey}"`,
        `-H "x-amz-security-token: ${keys.sessionToken}"`,
      ].join(' ');

const preparation = ({ auth }: FirstRequest['stage']) =>
  auth.kind === 'jwt'
    ? [`# TOKEN is a token of ${auth.issuer} for the audience ${auth.audience.join(' or ')}`]
    : [
        '# with a role or a user, not as the root of the account; keys into the environment, e.g. by',
        'eval "$(aws configure export-credentials --format env)"',
      ];

const order = (gateway: Stage['gateway']) => ({
  customerId: 'c-1',
  currency: 'EUR',
  paymentMethod: gateway.kind === 'simulator' ? 'pm_card_visa' : '<payment method: this charges real money>',
  lines: [{ sku: 'book', quantity: 2, unitAmount: 1_250 }],
});
