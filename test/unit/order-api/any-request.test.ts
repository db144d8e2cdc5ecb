import middy from '@middy/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../../functions/order-api/openapi.ts';
import { problems, requestLog } from '../../../functions/platform/http-handler.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';
import { logsOf } from '../../harness/captured-logs.ts';

/** More by hand: ANY_REQUEST_RUNS=10000 npm test -- test/unit/order-api/any-request */
const RUNS = Number(process.env['ANY_REQUEST_RUNS'] ?? 500);

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('pm_\ud800', '\u0000', 'x'.repeat(3_000)));
const fields = ['customerId', 'currency', 'paymentMethod', 'gatewayCustomer', 'lines', '__proto__', 'constructor'];
const differing = fc.dictionary(fc.oneof(fc.constantFrom(...fields), text), fc.oneof(text, fc.jsonValue()), {
  maxKeys: 3,
});
const json = fc.oneof(
  differing.map((body) => JSON.stringify({ ...anOrderRequest(), ...body })),
  fc.json(),
  text,
  fc.integer({ min: 1, max: 5_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
);
const names = ['idempotency-key', 'if-none-match', 'traceparent', 'content-type', 'content-encoding'];
const headers = fc.dictionary(fc.constantFrom(...names), text);

const { route } = anOrderApi();
const handler = middy().use(requestLog()).use(problems()).handler(route);

const document = JSON.parse(JSON.stringify(openApi()));
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', ...document });
const pointer = (path: readonly string[]) =>
  path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** Where the description has the answers of a route with a status. */
function placeOf(routeKey: string, status: number) {
  const [method = '', path = ''] = routeKey.split(' ');
  return ['paths', path, method.toLowerCase(), 'responses', String(status)];
}

/** The answer that the API's description does not list: its status, its type or its body. */
async function undocumented(event: Parameters<typeof handler>[0]) {
  const answer = Object(await quietly(event));
  const place = placeOf(event.routeKey, answer.statusCode);
  const response = place.reduce((part, name) => Object(part)[name], document);
  if (response === undefined || answer.statusCode >= 500) return answer;
  if (answer.statusCode === 304) return undefined;
  const type = answer.headers['content-type'];
  const schema = `api#/${pointer([...place, 'content', type, 'schema'])}`;
  return response.content[type] && ajv.validate({ $ref: schema }, JSON.parse(answer.body))
    ? undefined
    : { answer, errors: ajv.errors };
}

async function quietly(event: Parameters<typeof handler>[0]) {
  let answer: unknown;
  await logsOf(async () => {
    answer = await handler(event, {} as Context);
  });
  return answer;
}

describe('whatever a client sends', { timeout: 30_000 + RUNS * 50 }, () => {
  it('to POST /orders is answered as the description lists, and never as a failure of the server', async () => {
    const usual = usualOf('k');
    await fc.assert(
      fc.asyncProperty(json, headers, fc.boolean(), async (body, odd, isBase64Encoded) => {
        const event = anOrderApiEvent('POST /orders', { headers: { ...usual, ...odd } });
        expect(await undocumented({ ...event, body, isBase64Encoded })).toBe(undefined);
      }),
      { numRuns: RUNS },
    );
  });

  it('to GET /orders/{orderId} is answered as the description lists, and never as a failure of the server', async () => {
    const placed = await quietly(anOrderApiEvent('POST /orders', { headers: usualOf('k1'), body: anOrderRequest() }));
    const { orderId: own } = JSON.parse(Object(placed).body);
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.constant(own)), headers, async (orderId, odd) => {
        expect(await undocumented(anOrderApiEvent('GET /orders/{orderId}', { headers: odd, orderId }))).toBe(undefined);
      }),
      { numRuns: RUNS },
    );
  });

  it('to POST /orders/{orderId}/cancel is answered as the description lists, and never as a failure of the server', async () => {
    const placed = await quietly(anOrderApiEvent('POST /orders', { headers: usualOf('k2'), body: anOrderRequest() }));
    const { orderId: own } = JSON.parse(Object(placed).body);
    const ids = fc.oneof(text, fc.constant(own));
    const bodies = fc.oneof(json, fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(ids, headers, bodies, async (orderId, odd, body) => {
        const event = anOrderApiEvent(CANCEL, { headers: { ...usualOf('k'), ...odd }, orderId });
        expect(await undocumented({ ...event, body })).toBe(undefined);
      }),
      { numRuns: RUNS },
    );
  });

  it('as the description has it is accepted, or refused with 422 for what the description says', async () => {
    const fits = ajv.compile({ $ref: 'api#/components/schemas/OrderRequest' });
    const fitting = fc.record({
      customerId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      currency: fc.constantFrom(...document.components.schemas.OrderRequest.properties.currency.enum),
      paymentMethod: fc
        .string({ unit: 'grapheme-ascii', minLength: 1 })
        .map((token) => `pm_${token.replaceAll(' ', '')}`),
      lines: fc.array(
        fc.record({
          sku: fc.string({ unit: 'grapheme', minLength: 1 }),
          quantity: fc.integer({ min: 1, max: 10_000 }),
          unitAmount: fc.integer({ min: 0, max: 999_999_999_999 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    });
    const REASON = /card number|the total/;
    await fc.assert(
      fc.asyncProperty(fc.uuid(), fitting, async (key, body) => {
        expect(fits(body), JSON.stringify(fits.errors)).toBe(true);
        const answer = Object(await quietly(anOrderApiEvent('POST /orders', { headers: usualOf(key), body })));
        const details = JSON.parse(answer.body).errors?.map(({ detail }: { detail: string }) => detail) ?? [];
        expect([202, 422]).toContain(answer.statusCode);
        expect(details.filter((detail: string) => !REASON.test(detail))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

const CANCEL = 'POST /orders/{orderId}/cancel';
const usualOf = (key: string) => ({ 'content-type': 'application/json', 'idempotency-key': key });
