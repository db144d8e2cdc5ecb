import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle } from '../../lib/recipes/bundle.ts';
import { LOCAL_AWS } from '../harness/local-aws.ts';

const dist = mkdtempSync(join(tmpdir(), 'chargeonce-loaded-'));
afterAll(() => rmSync(dist, { recursive: true }));

/** What these functions read while they are loaded. */
const ENV = {
  ...LOCAL_AWS,
  ...{ POWERTOOLS_METRICS_NAMESPACE: 'test', POWERTOOLS_SERVICE_NAME: 'test' },
  ...{ ORDERS_TABLE: 'orders', TENANT_CLAIM: 'tenant', QUARANTINE_FUNCTION: 'quarantine', FAILURE_MODE: 'report' },
  ...{ OUTBOX_TABLE: 'orders', OUTBOX: 'orders', TOPIC_PREFIX: '', KAFKA_BROKERS: '127.0.0.1:1', KAFKA_AUTH: 'none' },
  RECORDS_AT_ONCE: '16',
};

const LOADED = `
const before = new Set(process.moduleLoadList);
await import(process.argv[1]);
console.log(process.moduleLoadList.filter((name) => !before.has(name)).join());
`;

/** Node's own modules that the import of a bundle loads, in a fresh process. */
function loadedBy(code: string): string[] {
  const file = pathToFileURL(join(bundle(code, dist).dir, 'index.mjs')).href;
  const args = ['--input-type=module', '--eval', LOADED, file];
  return execFileSync(process.execPath, args, { env: ENV, encoding: 'utf8' }).trim().split(',');
}

describe('a cold start', () => {
  it.each([
    ['order-api', 80],
    ['outbox-publisher', 100],
    ['status-updater', 80],
  ])("of %s loads no more of Node's modules than it did", (code, most) => {
    const loaded = loadedBy(code);

    expect(loaded.filter((name) => name.includes('undici'))).toEqual([]);
    expect(loaded.length).toBeLessThanOrEqual(most);
  });
});
