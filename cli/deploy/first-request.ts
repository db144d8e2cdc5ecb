import type { Stage } from '../../lib/stages.ts';

interface FirstRequest {
  readonly stage: Pick<Stage, 'auth' | 'region' | 'gateway'>;
  /** Of the deployed order API. */
  readonly url: string;
}

/** The lines by which somebody places a first order at a deployed stage. */
export function firstRequest({ stage, url }: FirstRequest): string[] {
  const request = [
    `curl -s '${url}/orders' ${authorization(stage)} \\`,
    `  -H 'content-type: application/json' -H 'idempotency-key: first-1' \\`,
    `  -d '${JSON.stringify(order(stage.gateway))}'`,
  ];
  return [...preparation(stage), ...request];
}

const authorization = ({ auth, region }: FirstRequest['stage']) =>
  auth.kind === 'jwt'
    ? `-H "authorization: Bearer $TOKEN"`
    : [
        `--aws-sigv4 'aws:amz:${region}:execute-api'`,
        '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
        // curl drops a header without a value: lasting keys have no session.
        '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
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
