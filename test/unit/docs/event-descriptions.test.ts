import { readdirSync, readFileSync } from 'node:fs';
import asyncApiSchemas from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { EVENTS } from '../../../functions/contracts/events.ts';
import { asyncApi, eventSchemas } from '../../../functions/order-api/event-descriptions.ts';

const FOLDER = 'docs/events';
const SAMPLES = 'test/unit/contracts/samples';
const parsed = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const ajv = () => new Ajv({ strict: false, validateFormats: false });

const Described = z.object({
  components: z.object({
    messages: z.record(z.string(), z.object({ headers: z.looseObject({}), payload: z.looseObject({}) })),
  }),
});
const { messages } = z.parse(Described, asyncApi()).components;
const Sample = z.object({ headers: z.looseObject({ ce_type: z.string() }), value: z.string() });
const samples = readdirSync(SAMPLES)
  .map((file) => ({ file, ...z.parse(Sample, parsed(`${SAMPLES}/${file}`)) }))
  .filter(({ headers }) => headers.ce_type in messages);

describe('the description of the events', () => {
  it('is the one in docs/events: npm run asyncapi -- --write renews it', () => {
    expect(parsed(`${FOLDER}/asyncapi.json`)).toEqual(asyncApi());
    for (const { type, value } of eventSchemas()) expect(parsed(`${FOLDER}/${type}.json`)).toEqual(value);
    expect(readdirSync(FOLDER)).toHaveLength(1 + eventSchemas().length);
  });

  it('is valid AsyncAPI 3.0', () => {
    // It brings the meta-schema of draft 7 itself.
    const isValid = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false }).compile(
      asyncApiSchemas.schemas['3.0.0'],
    );

    expect(isValid(asyncApi()), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ ...asyncApi(), channels: { orders: { adress: 'orders' } } })).toBe(false);
  });

  it('names each topic with its event', () => {
    expect(asyncApi()).toMatchObject({
      channels: Object.fromEntries(Object.entries(EVENTS).map(([name, { topic }]) => [name, { address: topic }])),
    });
  });

  it.each(samples)('fits what is published: $file', ({ headers, value }) => {
    const { headers: ofHeaders, payload } = messages[headers.ce_type] ?? { headers: false, payload: false };

    expect(ajv().validate(ofHeaders, headers)).toBe(true);
    expect(ajv().validate(payload, JSON.parse(value))).toBe(true);
    expect(ajv().validate(ofHeaders, { ...headers, ce_id: undefined })).toBe(false);
    expect(ajv().validate(payload, { ...JSON.parse(value), orderId: 7 })).toBe(false);
  });
});
