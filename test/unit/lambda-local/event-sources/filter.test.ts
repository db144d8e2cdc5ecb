import { describe, expect, it } from 'vitest';
import { parseFilters } from '../../../../lambda-local/event-sources/filter.ts';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';

const a = (image: object) => ({ eventName: 'INSERT', dynamodb: { NewImage: image } });
const on = (image: object) => ({ dynamodb: { NewImage: image } });

// The quotes are from the AWS Lambda Developer Guide, "Control which events Lambda sends to your function"
// and "Using event filtering with a DynamoDB event source".
describe('filtering stream records', () => {
  // "If a record from your event source satisfies one or more of your filters, Lambda includes the record in the next event"
  it('passes a record that satisfies one of several filters', () => {
    const passes = filter(on({ state: { S: ['PAID'] } }), on({ state: { S: ['DECLINED'] } }));

    expect(passes(a({ state: { S: 'DECLINED' } }))).toBe(true);
    expect(passes(a({ state: { S: 'CHARGING' } }))).toBe(false);
  });

  // "And | Location is "New York" and Day is "Monday""
  it('asks all conditions of a filter', () => {
    const passes = filter({ eventName: ['INSERT'], ...on({ state: { S: ['PAID'] } }) });

    expect(passes(a({ state: { S: 'PAID' } }))).toBe(true);
    expect(passes({ ...a({ state: { S: 'PAID' } }), eventName: 'MODIFY' })).toBe(false);
  });

  // "for strings, Lambda uses exact character-by-character matching without case-folding or any other string normalization"
  it('compares strings exactly', () => {
    const passes = filter(on({ state: { S: ['PAID', 'DECLINED'] } }));

    expect(passes(a({ state: { S: 'DECLINED' } }))).toBe(true);
    expect(passes(a({ state: { S: 'declined' } }))).toBe(false);
    expect(passes(a({ state: { S: 'PAID ' } }))).toBe(false);
  });

  // "Even if items in your table are stored as numbers, these parameters are converted to strings in the JSON record object."
  it('compares numbers as strings', () => {
    expect(filter(on({ total: { N: ['300'] } }))(a({ total: { N: '300' } }))).toBe(true);
    expect(filter(on({ total: { N: ['300.0'] } }))(a({ total: { N: '300' } }))).toBe(false);
  });

  // "Exists | ProductName exists | "ProductName": [ { "exists": true } ]" and "Does not exist"
  it('asks whether a leaf exists', () => {
    const full = filter(on({ outbox: { M: { requeues: { N: [{ exists: true }] } } } }));
    const empty = filter(on({ outbox: { M: { requeues: { N: [{ exists: false }] } } } }));
    const withOutbox = a({ outbox: { M: { requeues: { N: '0' } } } });

    expect([full(withOutbox), empty(withOutbox)]).toEqual([true, false]);
    expect([full(a({})), empty(a({}))]).toEqual([false, true]);
    expect([full({ eventName: 'REMOVE', dynamodb: {} }), empty({ dynamodb: {} })]).toEqual([false, true]);
  });

  // "The Exists operator only works on leaf nodes in the event JSON, so if your filter pattern uses Exists to test for
  // an intermediate node, it won't work." AWS would never match; here the start fails instead.
  it.each([
    on({ outbox: [{ exists: true }] }),
    on({ outbox: { M: [{ exists: true }] } }),
    on({ outbox: { M: { requeues: [{ exists: true }] } } }),
    { dynamodb: [{ exists: true }] },
  ])('refuses a condition on an object: %j', (pattern) => {
    expect(() => filter(pattern)).toThrow(/Mapping: .*not a leaf/);
  });

  // "Consider ... "Organizations": {"L": {"S": [ {"exists": true } ] } }"
  it('looks into the elements of a list', () => {
    const passes = filter(on({ Organizations: { L: { S: [{ exists: true }] } } }));

    expect(passes(a({ Organizations: { L: [{ S: 'Sales' }, { S: 'Support' }] } }))).toBe(true);
    expect(passes(a({ Organizations: { L: [] } }))).toBe(false);
  });

  // "Begins with | Region is in the US | "Region": [ {"prefix": "us-" } ]"
  it('matches the beginning of a string', () => {
    const passes = filter(on({ region: { S: [{ prefix: 'us-' }] } }));

    expect(passes(a({ region: { S: 'us-east-1' } }))).toBe(true);
    expect(passes(a({ region: { S: 'eu-us-1' } }))).toBe(false);
    expect(passes(a({}))).toBe(false);
  });

  // "Not | Weather is anything but "Raining" | "Weather": [ { "anything-but": [ "Raining" ] } ]"
  it('matches anything but a value, of a leaf that is there', () => {
    const passes = filter(on({ state: { S: [{ 'anything-but': ['CHARGING', 'IN_REVIEW'] }] } }));

    expect(passes(a({ state: { S: 'PAID' } }))).toBe(true);
    expect(passes(a({ state: { S: 'IN_REVIEW' } }))).toBe(false);
    expect(passes(a({}))).toBe(false);
  });

  // "DynamoDB event filtering doesn't support the use of numeric operators (numeric equals and numeric range)."
  it('refuses an operator that it does not know, numeric ones among them', () => {
    expect(() => filter(on({ total: { N: [{ numeric: ['>', 100] }] } }))).toThrow(/Mapping: .*operator/);
  });

  it('passes everything where no filter is set', () => {
    expect(filter()(a({}))).toBe(true);
  });
});

function filter(...patterns: object[]) {
  const FilterCriteria = { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) };
  return parseFilters(
    parseMapping('Mapping', {
      FunctionName: 'Publisher',
      EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1',
      StartingPosition: 'TRIM_HORIZON',
      ...(patterns.length > 0 && { FilterCriteria }),
    }),
  );
}
