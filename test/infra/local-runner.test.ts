import { describe, expect, it } from 'vitest';
import { functionName } from '../../lambda-local/functions/invocation.ts';
import { type AwsStage, stages } from '../../lib/stages.ts';
import { readApp } from '../../local/app-model.ts';
import { parseTemplate } from '../../local/assembly.ts';
import { integratedFunctions } from '../../local/http-apis.ts';
import {
  EVENT_SOURCE_MAPPING,
  FUNCTION,
  HTTP_API,
  RULE,
  TABLE,
  TOPIC,
  WITHOUT_LOCAL_MEANING,
} from '../../local/resource-types.ts';
import { addedFunctions, addedSchedules, addedTopics } from '../harness/added-parts.ts';
import { synthesise } from './synthesise.ts';

function templatesOf(differing: Partial<AwsStage>) {
  const { messaging, topics, flow } = synthesise({ ...stages.dev, ...differing });
  return [messaging, topics, flow].map((template) => parseTemplate(template.toJSON()));
}

/** What a stage may have and dev has not: it must run here, too. */
const OPTIONS: Readonly<Record<string, Partial<AwsStage>>> = {
  'a key of its own': { encryption: 'customer-managed' },
  traces: { traces: { percent: 5 } },
  'pages of other origins': { corsOrigins: ['https://shop.example'] },
  'an identity provider': { auth: { kind: 'jwt', issuer: 'https://id.shop.example', audience: ['orders'] } },
  "the gateway's events by an event bus": {
    gatewayEvents: { kind: 'event-bridge', eventBus: 'aws.partner/stripe.com/ed_1' },
  },
  'gradual deployments': { gradualDeployment: 'CANARY_10PERCENT_5MINUTES' },
  'metrics of partitions': { partitionMetrics: true },
  'data that stays': { keepsData: true },
  'lines for the unusual only': { logs: 'unusual' },
  'provisioned pollers': {
    kafkaPollers: stages.prod.kafkaPollers === 'on-demand' ? { minimum: 1, maximum: 2 } : 'on-demand',
  },
};

const templates = templatesOf({
  alarmRecipients: { pages: [], notices: ['team@shop.example'] },
  monthlyBudget: 200,
});
const everyTemplate = [...templates, ...Object.values(OPTIONS).flatMap(templatesOf)];
const types = new Set(everyTemplate.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)));
const addresses = { brokers: '127.0.0.1:9092', apiUrl: (name: string) => name, streamArn: (table: string) => table };

const nameOf = ({ Arn }: { readonly Arn: string }) => functionName(Arn);

describe('the local runner and the synthesised stacks', () => {
  it('agree: it knows every type, and every setting of what it emulates', () => {
    const app = readApp(templates, addresses);

    expect(app.of(FUNCTION)).toHaveLength(13 + addedFunctions.length);
    expect(app.of(RULE)).toHaveLength(4 + addedSchedules.length);
    expect(app.of(TABLE)).toHaveLength(3);
    expect(app.of(TOPIC)).toHaveLength(6 + addedTopics.length);
    expect(app.of(HTTP_API)).toHaveLength(2);
  });

  it.each(Object.entries(OPTIONS))('agree where a stage has %s', (_option, differing) => {
    const app = readApp(templatesOf(differing), addresses);

    expect(app.of(FUNCTION).length).toBeGreaterThan(10);
    const functions = app.of(FUNCTION).map(({ name }) => name);
    const called = [
      ...integratedFunctions(app),
      ...app.of(RULE).flatMap(({ settings }) => settings.Targets.map(nameOf)),
      ...app.of(EVENT_SOURCE_MAPPING).map(({ settings }) => functionName(String(settings['FunctionName']))),
    ];
    expect(functions).toEqual(expect.arrayContaining(called));
    expect(Object.keys(app.outputs())).toContain('OrdersUrl');
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
