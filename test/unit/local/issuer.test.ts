import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localIssuer } from '../../../local/issuer.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'issuer-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const anIssuer = (name = 'issuer.key') => localIssuer(join(folder, name), 'tenant');
const tenantOf = (authorizer: object | undefined) => Object(authorizer).jwt.claims.tenant;

describe('the local identity provider', () => {
  it('takes who sends no token for the tenant local', async () => {
    expect(tenantOf(await anIssuer().authorize(undefined))).toBe('local');
  });

  it.each(['Bearer ', 'bearer ', ''])('knows its own tokens, also after a restart: %j', async (scheme) => {
    const token = await anIssuer().token('acme');

    expect(tenantOf(await anIssuer().authorize(`${scheme}${token}`))).toBe('acme');
  });

  it('refuses what it has not signed', async () => {
    const foreign = await anIssuer('another.key').token('acme');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${foreign.split('.')[1]}.`;
    const own = await anIssuer().token('acme');
    const changed = own.replace(/\.[^.]+\./, `.${Buffer.from('{"tenant":"acme2"}').toString('base64url')}.`);

    for (const token of [foreign, unsigned, changed, '', 'nonsense'])
      expect(await anIssuer().authorize(`Bearer ${token}`)).toBe(undefined);
  });

  it('refuses a token that has expired, and one of another issuer', async () => {
    const token = (issuer: string, expires: string) =>
      new SignJWT({ tenant: 'acme' })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setExpirationTime(expires)
        .sign(ownKey());

    expect(tenantOf(await anIssuer().authorize(await token('chargeonce-local', '1h')))).toBe('acme');
    expect(await anIssuer().authorize(await token('chargeonce-local', '-1h'))).toBe(undefined);
    expect(await anIssuer().authorize(await token('another', '1h'))).toBe(undefined);
  });

  it('refuses a token that never expires, as API Gateway does', async () => {
    const signed = new SignJWT({ tenant: 'acme' }).setProtectedHeader({ alg: 'HS256' }).setIssuer('chargeonce-local');

    expect(await anIssuer().authorize(await signed.sign(ownKey()))).toBe(undefined);
  });

  it('keeps its key to itself', () => {
    anIssuer();

    expect(statSync(join(folder, 'issuer.key')).mode & 0o077).toBe(0);
  });
});

/** The key that the issuer keeps. */
function ownKey() {
  anIssuer();
  return readFileSync(join(folder, 'issuer.key'));
}
