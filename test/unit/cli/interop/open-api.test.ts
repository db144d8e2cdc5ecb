import { describe, expect, it } from 'vitest';
import { openApiComparison } from '../../../../cli/interop/open-api.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** In the manner of Stripe's document. */
const api = openApiComparison({
  info: { version: '2026-01-01' },
  paths: {
    '/v1/intents/{intent}': { get: { responses: { 200: json(ref('intent')), default: json(ref('error')) } } },
    '/v1/intents/search': { get: { responses: { 200: json({ type: 'array', items: ref('intent') }) } } },
    '/v1/webhook_endpoints': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: { properties: { enabled_events: { items: { enum: ['intent.paid'], type: 'string' } } } },
            },
          },
        },
        responses: {},
      },
    },
  },
  components: {
    schemas: {
      intent: {
        type: 'object',
        required: ['created', 'status'],
        properties: {
          created: { type: 'integer', format: 'unix-time' },
          status: { type: 'string', enum: ['open', 'paid'] },
          customer: { anyOf: [{ type: 'string', maxLength: 10 }, ref('customer')], nullable: true },
          metadata: { type: 'object', additionalProperties: { type: 'string' } },
          note: { type: 'string', nullable: true },
        },
      },
      customer: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      error: { type: 'object', required: ['type'], properties: { type: { type: 'string' } } },
    },
  },
});

const INTENT = { created: 1, status: 'open' };
const answered = (body: unknown, status = 200) =>
  api.problemsOfResponse({ method: 'GET', path: '/v1/intents/1', status, body });

describe('compare an answer with an OpenAPI document', () => {
  it.each([
    INTENT,
    { ...INTENT, note: null, customer: null, metadata: { any: 'text' } },
    { ...INTENT, customer: 'cus_1' },
    { ...INTENT, customer: { id: 'cus_1' } },
  ])('has nothing to say about %j', (body) => {
    expect(answered(body)).toEqual([]);
  });

  it.each([
    [{ status: 'open' }, "the body must have required property 'created'"],
    [{ ...INTENT, created: '1' }, '/created must be integer, and is "1"'],
    [{ ...INTENT, created: null }, '/created must be integer, and is null'],
    [{ ...INTENT, status: 'lost' }, '/status must be equal to one of the allowed values, and is "lost"'],
    [{ ...INTENT, metadata: { any: 1 } }, '/metadata/any must be string, and is 1'],
    [{ ...INTENT, colour: 'red', metadata: { any: 1 } }, '/metadata/any must be string, and is 1'],
    [{ ...INTENT, colour: 'red' }, 'the body has the unknown property colour'],
    [{ ...INTENT, customer: { name: 'Ada' } }, "/customer must have required property 'id'"],
    [{ ...INTENT, customer: 'far too long' }, '/customer must NOT have more than 10 characters, and is "far too long"'],
  ])('names what is wrong with %j first', (body, problem) => {
    expect(answered(body)[0]).toBe(problem);
  });

  it('takes the schema of errors for a status that is not listed', () => {
    expect(answered({ type: 'api_error' }, 500)).toEqual([]);
    expect(answered(INTENT, 500)).toContain("the body must have required property 'type'");
  });

  it('prefers a path without parameters', () => {
    const search = { method: 'GET', path: '/v1/intents/search', status: 200 };
    expect(api.templateOf(search.path)).toBe(search.path);
    expect(api.problemsOfResponse({ ...search, body: [INTENT] })).toEqual([]);
    expect(api.problemsOfResponse({ ...search, body: INTENT })).toEqual([expect.stringContaining('must be array')]);
  });

  it('does not let what the document lacks pass', () => {
    const there = { method: 'GET', path: '/v1/intents/1', status: 200, body: INTENT };
    expect(api.problemsOfResponse({ ...there, method: 'DELETE' })).toEqual([
      'the document has no DELETE /v1/intents/1',
    ]);
    expect(api.problemsOfResponse({ ...there, path: '/v1/other' })).toEqual(['the document has no GET /v1/other']);
    expect(api.problemsOfValue('other', {})).toEqual(['the document has no schema other']);
  });

  it('knows the types of events', () => {
    expect(api.eventTypes).toEqual(new Set(['intent.paid']));
  });
});
