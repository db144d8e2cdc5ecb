import { createSecretKey } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { localSecret } from './settings.ts';

/** Stands for the identity provider: who sends no token is the tenant `local`, a token that is sent is verified. */
export interface Issuer {
  token(tenant: string): Promise<string>;
  /** What an authorizer hands to the function; undefined where API Gateway answers 401. */
  authorize(authorization: string | undefined): Promise<object | undefined>;
}

const NAME = 'chargeonce-local';

/** The key is made at the first start and kept, so that tokens survive a restart. */
export function localIssuer(keyFile: string, tenantClaim: string): Issuer {
  const key = createSecretKey(localSecret(keyFile));
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
        const { payload } = await jwtVerify(authorization.replace(/^Bearer /i, ''), key, {
          issuer: NAME,
          requiredClaims: ['exp'],
        });
        return { jwt: { claims: payload } };
      } catch {
        // Whatever is wrong with a token, the answer is 401.
        return undefined;
      }
    },
  };
}
