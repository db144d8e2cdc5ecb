import { createSecretKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';

/** Stands for the identity provider: who sends no token is the tenant `local`, a token that is sent is verified. */
export interface Issuer {
  token(tenant: string): Promise<string>;
  /** What an authorizer hands to the function; undefined where API Gateway answers 401. */
  authorize(authorization: string | undefined): Promise<object | undefined>;
}

const NAME = 'chargeonce-local';

/** The key is made at the first start and kept, so that tokens survive a restart. */
export function localIssuer(keyFile: string, tenantClaim: string): Issuer {
  const key = createSecretKey(readKey(keyFile));
  return {
    token: (tenant) =>
      new SignJWT({ [tenantClaim]: tenant })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(NAME)
        .setExpirationTime('30d')
        .sign(key),
    async authorize(authorization) {
      if (authorization === undefined) return { jwt: { claims: { [tenantClaim]: 'local' } } };
      try {
        const { payload } = await jwtVerify(authorization.replace(/^Bearer /i, ''), key, { issuer: NAME });
        return { jwt: { claims: payload } };
      } catch {
        // Whatever is wrong with a token, the answer is 401.
        return undefined;
      }
    },
  };
}

function readKey(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  return readFileSync(file);
}
