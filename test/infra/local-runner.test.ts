import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { readApp } from '../../local/app-model.ts';
import { parseTemplate } from '../../local/assembly.ts';
import { integratedFunctions } from '../../local/http-apis.ts';
import { FUNCTION, HTTP_API, SCHEDULE, TABLE, TOPIC, WITHOUT_LOCAL_MEANING } from '../../local/resource-types.ts';
import { addedFunctions, addedSchedules, addedTopics } from '../harness/added-parts.ts';
import { synthesise } from './synthesise.ts';

const { messaging, topics, flow } = synthesise({
  ...stages.dev,
  alarmRecipients: { pages: [], notices: ['team@shop.example'] },
  monthlyBudget: 200,
});
const templates = [messaging, topics, flow].map((template) => parseTemplate(template.toJSON()));
const types = new Set(templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)));
const addresses = { brokers: '127.0.0.1:9092', apiUrl: (name: string) => name, streamArn: (table: string) => table };

describe('the local runner and the synthesised stacks', () => {
  it('agree: it knows every type, and every setting of what it emulates', () => {
    const app = readApp(templates, addresses);

    expect(app.of(FUNCTION)).toHaveLength(13 + addedFunctions.length);
    expect(app.of(SCHEDULE)).toHaveLength(4 + addedSchedules.length);
    expect(app.of(TABLE)).toHaveLength(3);
    expect(app.of(TOPIC)).toHaveLength(6 + addedTopics.length);
    expect(app.of(HTTP_API)).toHaveLength(2);
  });

  it('agree on which function serves a request: an API may have several', () => {
    expect(integratedFunctions(readApp(templates, addresses))).toEqual(
      expect.arrayContaining([
        'chargeonce-dev-order-api',
        'chargeonce-dev-gateway-webhook',
        'chargeonce-dev-payment-gateway-simulator',
      ]),
    );
  });

  it('have the types in common that mean nothing on one machine, no more and no less', () => {
    // Other projects' apps say in it what they are made of.
    const ofOthers = ['AWS::CDK::Metadata'];

    expect(WITHOUT_LOCAL_MEANING.filter((type) => !types.has(type))).toEqual(ofOthers);
    expect(WITHOUT_LOCAL_MEANING).toEqual([...new Set(WITHOUT_LOCAL_MEANING)].sort());
  });
});
