import { afterAll, describe, expect, it } from 'vitest';
import { advisoryFaults, findAdvisories } from '../../../cli/supply-chain/advisories.ts';
import { type HttpServer, serveHttp } from '../../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../../lambda-local/http/payload.ts';
import { freePort } from '../../../local/ports-and-folders.ts';

const PACKAGES = [
  { name: 'left-pad', version: '1.3.0' },
  { name: '@a/b', version: '2.0.0' },
];

const servers: HttpServer[] = [];
afterAll(() => Promise.all(servers.map(({ stop }) => stop())));

interface Osv {
  /** What a batch is answered with, for each package. */
  readonly results: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A server that answers as OSV does, and what it was asked. */
async function anOsv({ results, details = {} }: Osv) {
  const asked: unknown[] = [];
  const port = await freePort();
  const server = await serveHttp(port, async ({ method, url = '' }, body) => {
    if (method === 'POST' && url === '/v1/querybatch') {
      asked.push(JSON.parse(body.toString()));
      return jsonResponse(200, { results });
    }
    const found = details[url.replace('/v1/vulns/', '')];
    return found === undefined ? jsonResponse(404, { code: 5, message: 'Bug not found.' }) : jsonResponse(200, found);
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${port}`, asked };
}

describe('ask for advisories', () => {
  it('finds none where OSV knows none, and asks for each package in its version', async () => {
    const { url, asked } = await anOsv({ results: [{}, {}] });

    expect(await findAdvisories(PACKAGES, url)).toEqual([]);
    expect(asked).toEqual([
      {
        queries: [
          { package: { name: 'left-pad', ecosystem: 'npm' }, version: '1.3.0' },
          { package: { name: '@a/b', ecosystem: 'npm' }, version: '2.0.0' },
        ],
      },
    ]);
  });

  it('names the package, the severity and what it is about, and leaves out what was withdrawn', async () => {
    const { url } = await anOsv({
      results: [{}, { vulns: [{ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' }, { id: 'GHSA-2' }] }],
      details: {
        'GHSA-1': { id: 'GHSA-1', summary: 'Prototype pollution', database_specific: { severity: 'high' } },
        'GHSA-2': { id: 'GHSA-2', withdrawn: '2026-01-02T00:00:00Z' },
      },
    });

    expect(await findAdvisories(PACKAGES, url)).toEqual([
      { id: 'GHSA-1', subject: '@a/b@2.0.0', severity: 'HIGH', summary: 'Prototype pollution' },
    ]);
  });

  it('keeps an advisory whose details it does not get', async () => {
    const { url } = await anOsv({ results: [{ vulns: [{ id: 'MAL-1' }] }, {}] });

    expect(await findAdvisories(PACKAGES, url)).toEqual([
      { id: 'MAL-1', subject: 'left-pad@1.3.0', severity: 'UNKNOWN', summary: '' },
    ]);
  });

  it.each([
    { what: 'garbage', results: 'none' },
    { what: 'fewer answers than questions', results: [{}] },
    { what: 'only the first page', results: [{ next_page_token: 'more' }, {}] },
  ])('fails where OSV answers $what', async ({ results }) => {
    const { url } = await anOsv({ results });

    await expect(findAdvisories(PACKAGES, url)).rejects.toThrow();
  });

  it('fails where nobody answers', async () => {
    await expect(findAdvisories(PACKAGES, `http://127.0.0.1:${await freePort()}`)).rejects.toThrow();
  });
});

describe('judge advisories', () => {
  const found = { id: 'GHSA-1', subject: 'left-pad@1.3.0', severity: 'HIGH', summary: 'Pads too far' };
  const accepted = { id: 'GHSA-1', reason: 'nothing here pads', until: '2026-12-31' };

  it.each(['HIGH', 'CRITICAL', 'UNKNOWN'])('refuses one of severity %s', (severity) => {
    expect(advisoryFaults([{ ...found, severity }], { accepted: [], today: '2026-12-31' })).toEqual([
      `left-pad@1.3.0: ${severity} GHSA-1 Pads too far`,
    ]);
  });

  it.each(['LOW', 'MODERATE'])('lets one of severity %s pass', (severity) => {
    expect(advisoryFaults([{ ...found, severity }], { accepted: [], today: '2026-12-31' })).toEqual([]);
  });

  it('accepts one that is named with its reason, until its last day', () => {
    expect(advisoryFaults([found], { accepted: [accepted], today: '2026-12-31' })).toEqual([]);
    expect(advisoryFaults([found], { accepted: [accepted], today: '2027-01-01' })).toHaveLength(1);
  });

  it('refuses an acceptance that stands for none', () => {
    expect(advisoryFaults([], { accepted: [accepted], today: '2026-12-31' })).toEqual([
      'GHSA-1 is accepted and found no more: take it out of policy.ts',
    ]);
  });
});
