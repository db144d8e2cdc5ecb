import * as z from 'zod/mini';
import type { GatewayDeps } from './answer-post.ts';
import type { Page, PaymentIntentRecord } from './charge-ledger.ts';
import { upToDate } from './payment-intents.ts';
import { readParameters, WholeNumber } from './request-parameters.ts';
import { invalidRequest, noSuch } from './stripe-errors.ts';
import { intentObject } from './stripe-objects.ts';

const ListLimit = z._default(WholeNumber, 10);

/** Seconds since the epoch, of as many digits as ids can be compared with. */
const Timestamp = z.pipe(
  z.string().check(z.regex(/^\d{1,11}$/)),
  z.transform((digits) => Number(digits)),
);

/** What every list by time takes. */
export const listParameters = {
  limit: ListLimit,
  starting_after: z.optional(z.string()),
  ending_before: z.optional(z.string()),
  'created[gte]': z.optional(Timestamp),
  'created[gt]': z.optional(Timestamp),
  'created[lte]': z.optional(Timestamp),
  'created[lt]': z.optional(Timestamp),
};
const ListParameters = z.strictObject(listParameters);

/** Newest first; shows whatever a caller was answered before. */
export function listPaymentIntents(deps: GatewayDeps) {
  return async (query: URLSearchParams): Promise<object> => {
    const parameters = readParameters(ListParameters, query);
    const page = await readPage(deps, await listPage(deps, parameters, 'payment_intent'));
    const data = page.intents.map(intentObject);
    return { object: 'list', url: '/v1/payment_intents', has_more: page.hasMore, data };
  };
}

/** @throws {StripeRefusal} for a limit that is none, and a cursor that names nothing. */
export async function listPage(
  { ledger }: Pick<GatewayDeps, 'ledger'>,
  parameters: z.infer<typeof ListParameters>,
  what: 'payment_intent' | 'refund',
): Promise<Page> {
  assertLimit(parameters.limit);
  for (const cursor of ['starting_after', 'ending_before'] as const) {
    const id = parameters[cursor];
    if (id !== undefined && (await ledger.find(id)) === undefined) throw noSuch(`${what}: '${id}'`, { param: cursor });
  }
  return pageOf(parameters);
}

function pageOf(parameters: z.infer<typeof ListParameters>): Page {
  const { limit, starting_after: startingAfter, ending_before: endingBefore } = parameters;
  const from = Math.max(parameters['created[gte]'] ?? 0, (parameters['created[gt]'] ?? -1) + 1);
  const before = Math.min(parameters['created[lt]'] ?? Infinity, (parameters['created[lte]'] ?? Infinity) + 1);
  return {
    ...{ limit, startingAfter, endingBefore, createdFrom: from * 1_000 },
    createdBefore: before === Infinity ? undefined : before * 1_000,
  };
}

async function readPage(deps: GatewayDeps, page: Page) {
  const { intents, hasMore } = await deps.ledger.listIntents(page);
  return { intents: await Promise.all(intents.map((intent) => upToDate(deps, intent))), hasMore };
}

const SearchParameters = z.strictObject({ query: z.string(), limit: ListLimit, page: z.optional(z.string()) });

/** How long the index of the search takes to show a new intent; Stripe promises less than a minute. */
const SEARCH_LAG_MS = 5_000;
const SCANNED_AT_ONCE = 100;

/** Finds intents by one entry of their metadata: `metadata['key']:'value'`. A new intent is not found at once. */
export function searchPaymentIntents(deps: GatewayDeps) {
  return async (query: URLSearchParams): Promise<object> => {
    const { limit, page, ...parameters } = readParameters(SearchParameters, query);
    assertLimit(limit);
    const [, key = '', value] = /^metadata\['([^']+)'\]:'([^']*)'$/.exec(parameters.query) ?? [];
    if (value === undefined)
      throw invalidRequest("The simulator searches by metadata['key']:'value' only.", { param: 'query' });
    const found = await scan(deps, { limit, startingAfter: page, isWanted: ({ metadata }) => metadata[key] === value });
    const shown = found.slice(0, limit);
    const hasMore = found.length > limit;
    return {
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: hasMore,
      next_page: hasMore ? shown.at(-1)?.id : null,
      data: shown.map(intentObject),
    };
  };
}

interface Scan {
  readonly limit: number;
  readonly startingAfter: string | undefined;
  readonly isWanted: (intent: PaymentIntentRecord) => boolean;
}

/** At least one more than the limit, if there are as many. */
async function scan(deps: GatewayDeps, { limit, startingAfter, isWanted }: Scan): Promise<PaymentIntentRecord[]> {
  const createdBefore = deps.now().getTime() - SEARCH_LAG_MS;
  const found: PaymentIntentRecord[] = [];
  let page: Page = { limit: SCANNED_AT_ONCE, startingAfter, createdFrom: 0, createdBefore };
  for (;;) {
    const { intents, hasMore } = await readPage(deps, page);
    found.push(...intents.filter(isWanted));
    if (!hasMore || found.length > limit) return found;
    page = { ...page, startingAfter: intents.at(-1)?.id };
  }
}

function assertLimit(limit: number) {
  if (limit < 1 || limit > 100)
    throw invalidRequest(`This value must be from 1 to 100. You specified ${limit}.`, {
      ...{ code: 'parameter_invalid_integer', param: 'limit' },
    });
}
