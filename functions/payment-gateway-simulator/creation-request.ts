import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const wholeNumber = z.pipe(
  z.string().check(z.regex(/^\d+$/)),
  z.transform((digits) => Number(digits)),
);

const Parameters = z.strictObject({
  amount: z.pipe(wholeNumber, z.int().check(z.gte(1), z.lte(99_999_999))),
  currency: z.string().check(z.regex(/^[a-z]{3}$/)),
  payment_method: z.string(),
  /** Only payments that are made at once, without the customer, are simulated. */
  confirm: z.literal('true'),
  off_session: z.literal('true'),
  'automatic_payment_methods[enabled]': z.optional(z.literal('true')),
  'automatic_payment_methods[allow_redirects]': z.optional(z.literal('never')),
});

export interface CreationRequest {
  readonly key: string;
  readonly fingerprint: string;
  readonly amount: number;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads the parameters of a creation, or names the first that is wrong. */
export function readCreationRequest(key: string, form: URLSearchParams): CreationRequest | { wrongParameter: string } {
  const metadata: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [name, value] of form) {
    const inner = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (inner === undefined) others[name] = value;
    else metadata[inner] = value;
  }
  const result = z.safeParse(Parameters, others);
  if (!result.success) return { wrongParameter: wrongParameter(result.error.issues[0]) };
  const { amount, currency, payment_method: paymentMethod } = result.data;
  return { key, fingerprint: fingerprint(form), amount, currency, paymentMethod, metadata };
}

const wrongParameter = (issue: z.core.$ZodIssue | undefined) =>
  issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '');

function fingerprint(form: URLSearchParams): string {
  const sorted = new URLSearchParams(form);
  sorted.sort();
  return createHash('sha256').update(sorted.toString()).digest('hex');
}
