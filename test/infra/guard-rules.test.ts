import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenRules } from './broken-rules.ts';
import { eventSourceFixtures } from './guard-fixtures/event-sources.ts';
import { functionFixtures } from './guard-fixtures/functions.ts';
import { kafkaFixtures } from './guard-fixtures/kafka.ts';
import { tableFixtures } from './guard-fixtures/tables.ts';

const fixtures = { ...kafkaFixtures, ...eventSourceFixtures, ...tableFixtures, ...functionFixtures };

const template = (resource: unknown) => ({ Resources: { It: resource } });

describe('our own rules for templates', () => {
  it.each(Object.entries(fixtures))(
    '%s refuses what breaks it, and nothing else is against that',
    (rule, { breaks }) => {
      expect(breaks.length).toBeGreaterThan(0);
      expect(brokenRules(breaks.map(template))).toEqual(breaks.map(() => [rule]));
    },
  );

  it.each(Object.entries(fixtures))('%s accepts what keeps it', (_rule, { keeps }) => {
    expect(brokenRules([template(keeps)])).toEqual([[]]);
  });

  it('let Express brokers leave unsaid what is fixed for them', () => {
    const express = {
      Brokers: {
        ...fixtures['brokers_are_three']?.keeps,
        Properties: {
          ...fixtures['brokers_are_three']?.keeps.Properties,
          BrokerNodeGroupInfo: { InstanceType: 'express.m7g.large' },
        },
      },
      Settings: {
        Type: 'AWS::MSK::Configuration',
        Properties: { ServerProperties: 'auto.create.topics.enable=false\nallow.everyone.if.no.acl.found=false' },
      },
    };

    expect(brokenRules([{ Resources: express }])).toEqual([[]]);
  });

  it('have each a fixture', () => {
    const rules = globSync('rules/*.guard').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^rule (\w+)/gm)].map(([, rule]) => rule),
    );
    expect(new Set(Object.keys(fixtures))).toEqual(new Set(rules));
  });
});
