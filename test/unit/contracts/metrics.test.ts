import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRICS, unitOf } from '../../../functions/contracts/metrics.ts';

const FUNCTIONS = new URL('../../../functions/', import.meta.url);
/** Where the code of a function lies, other than in the folder of its name. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  'order-publisher': ['outbox-publisher', 'outbox'],
  'payment-processor': ['payment-processor', 'payments'],
  'payment-retrier': ['payment-retrier', 'payments'],
  'payment-publisher': ['outbox-publisher', 'outbox'],
};

const sourcesOf = (folder: string) =>
  readdirSync(new URL(`${folder}/`, FUNCTIONS))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, FUNCTIONS), 'utf8'))
    .join('\n');
const platform = sourcesOf('platform');

const measured = Object.entries(METRICS).flatMap(([service, names]) => names.map((name) => [service, name] as const));

describe('the contract of metrics', () => {
  it.each(measured)('promises of %s what its code, or the platform, measures: %s', (service, name) => {
    const sources = (FOLDERS[service] ?? [service]).map(sourcesOf);

    expect([...sources, platform].join('\n')).toContain(`'${name}'`);
  });

  it('gives every metric the unit that its name says', () => {
    expect(unitOf('OldestOpenOrderAgeSeconds')).toBe('Seconds');
    expect(unitOf('ChargeMilliseconds')).toBe('Milliseconds');
    expect(unitOf('OrdersPlaced')).toBe('Count');
  });

  it('leaves dimensions to nobody: metrics are written by the platform alone', () => {
    const folders = readdirSync(FUNCTIONS).filter((name) => name !== 'platform' && !name.endsWith('.ts'));

    for (const folder of folders) expect(sourcesOf(folder), folder).not.toMatch(/powertools\/metrics|[dD]imension\(/);
    expect(platform).not.toMatch(/addDimension|setDefaultDimensions|singleMetric/);
  });
});
