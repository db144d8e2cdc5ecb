import * as z from 'zod/mini';
import { invalidRequest, type StripeRefusal } from './stripe-errors.ts';

/** A whole number in decimal digits. */
export const WholeNumber = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/)),
  z.transform((digits) => Number(digits)),
);

/** A flag as form encoding writes it. */
export const Flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((word) => word === 'true'),
);

const MOST_METADATA = { keys: 50, ofAKey: 40, ofAValue: 500 };

/** By https://docs.stripe.com/api/metadata. */
export const Metadata = z._default(
  z
    .record(z.string().check(z.maxLength(MOST_METADATA.ofAKey)), z.string().check(z.maxLength(MOST_METADATA.ofAValue)))
    .check(z.refine((metadata) => Object.keys(metadata).length <= MOST_METADATA.keys)),
  {},
);

/**
 * Reads form-encoded parameters; `metadata[...]` becomes one parameter.
 *
 * @throws {StripeRefusal} that names the first parameter that is unknown, missing or wrong, as Stripe does.
 */
export function readParameters<Schema extends z.ZodMiniType>(schema: Schema, form: URLSearchParams): z.output<Schema> {
  const isMetadata = (name: string) => /^metadata\[.+\]$/.test(name);
  const metadata = [...form].filter(([name]) => isMetadata(name)).map(([name, value]) => [name.slice(9, -1), value]);
  const given: Record<string, unknown> = {
    ...Object.fromEntries([...form].filter(([name]) => !isMetadata(name))),
    ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }),
  };
  const empty = Object.keys(given).find((name) => given[name] === '');
  if (empty !== undefined)
    throw invalidRequest(`You passed an empty string for '${empty}'.`, {
      code: 'parameter_invalid_empty',
      param: empty,
    });
  const result = z.safeParse(schema, given);
  if (result.success) return result.data;
  throw wrongParameter(result.error.issues[0], given);
}

function wrongParameter(issue: z.core.$ZodIssue | undefined, given: Readonly<Record<string, unknown>>): StripeRefusal {
  if (issue?.code === 'unrecognized_keys') {
    const param = issue.keys.join(', ');
    return invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param: issue.keys[0] });
  }
  const param = String(issue?.path[0] ?? '');
  const value = given[param];
  if (value === undefined)
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  if (issue?.code === 'invalid_format')
    return invalidRequest(`Invalid integer: ${JSON.stringify(value)}`, { code: 'parameter_invalid_integer', param });
  return invalidRequest(`Invalid ${param}: ${JSON.stringify(value)}`, { param });
}
