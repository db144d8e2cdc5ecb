import { describe, expect, it } from 'vitest';
import { QUERIES } from '../../lib/monitoring/saved-queries.ts';
import { stages } from '../../lib/stages.ts';
import { logSamples } from './log-samples.ts';
import { resources, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const saved = Object.values(resources(flow, 'AWS::Logs::QueryDefinition'));
const logs = await logSamples();

const WORDS = /^(fields|filter|sort|limit|stats|by|as|or|and|like|asc|desc|coalesce|count|max)$/;

/** The log fields that a query speaks of: no words of its language, no texts, and no names that it gives itself. */
function fieldsOf(query: string) {
  const names =
    query
      .replaceAll(/"[^"]*"|@\w+|\d+/g, '')
      .replaceAll(/ as (\w+)/g, '')
      .match(/[a-zA-Z][\w.]*/g) ?? [];
  const given = [...query.matchAll(/ as (\w+)/g)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.test(name) && !given.includes(name));
}

const valueAt = (line: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => Object.entries(value ?? {}).find(([key]) => key === name)?.[1], line);

const messagesOf = (query: string) => [...query.matchAll(/message = "([^"]*)"/g)].map(([, message]) => message);

const queries = Object.entries(QUERIES).map(([name, { query }]) => [name, query.join('\n')] as const);

describe('the saved queries', () => {
  it('lie in a folder of their stage, and ask every log group of the flow', () => {
    const logGroups = Object.keys(resources(flow, 'AWS::Logs::LogGroup'));

    expect(logGroups.length).toBeGreaterThanOrEqual(8);
    expect(saved).toHaveLength(queries.length);
    for (const [name] of queries)
      expect(saved).toContainEqual(
        expect.objectContaining({ Name: `chargeonce/dev/${name}`, LogGroupNames: logGroups }),
      );
  });

  it("tell one order's life from any of its ids", () => {
    expect(saved).toContainEqual(
      expect.objectContaining({
        QueryString: expect.stringContaining('| filter @message like "{{id}}"\n| sort @timestamp asc'),
        Parameters: [expect.objectContaining({ Name: 'id' })],
      }),
    );
  });

  it.each(queries)('%s looks for messages that the functions log, and for fields that those have', (_name, query) => {
    const messages = messagesOf(query);
    const found = logs.filter(({ message }) => messages.length === 0 || messages.includes(String(message)));

    for (const message of messages) expect(logs.map((line) => line['message'])).toContain(message);
    for (const field of fieldsOf(query))
      expect(
        found.filter((line) => valueAt(line, field) !== undefined),
        field,
      ).not.toEqual([]);
  });
});
