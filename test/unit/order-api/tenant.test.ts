import { describe, expect, it } from 'vitest';
import { tenantOf } from '../../../functions/order-api/http-request.ts';

const token = (claims: object) => ({ jwt: { claims, scopes: null } });
const caller = (userArn: string) => ({ iam: { accessKey: 'AKIDEXAMPLE', accountId: '123456789012', userArn } });
const ACCOUNT = '123456789012';

describe('tell the tenant', () => {
  it('answers the configured claim of a token', () => {
    expect(tenantOf(token({ tenant: 'acme', sub: 'u1' }), 'tenant')).toBe('acme');
    expect(tenantOf(token({ tenant: 'acme', sub: 'u1' }), 'sub')).toBe('u1');
  });

  it.each([
    [`arn:aws:sts::${ACCOUNT}:assumed-role/shop/session-1`, 'role/shop'],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/shop/session/with/slashes`, 'role/shop'],
    [`arn:aws:iam::${ACCOUNT}:role/shop`, 'role/shop'],
    [`arn:aws:iam::${ACCOUNT}:role/team/a/shop`, 'role/shop'],
    [`arn:aws:iam::${ACCOUNT}:user/ann`, 'user/ann'],
    [`arn:aws:iam::${ACCOUNT}:user/team/a/ann`, 'user/ann'],
    [`arn:aws-cn:iam::${ACCOUNT}:user/ann`, 'user/ann'],
  ])('answers account and name of %s', (arn, name) => {
    expect(tenantOf(caller(arn), 'tenant')).toBe(`${ACCOUNT}:${name}`);
  });

  it('never tells two sessions of a role apart, and tells roles and users of one name apart', () => {
    const session = (name: string) => caller(`arn:aws:sts::${ACCOUNT}:assumed-role/shop/${name}`);

    expect(tenantOf(session('1'), 'tenant')).toBe(tenantOf(session('2'), 'tenant'));
    expect(tenantOf(caller(`arn:aws:iam::${ACCOUNT}:user/shop`), 'tenant')).not.toBe(tenantOf(session('1'), 'tenant'));
  });

  it.each([
    ['no authorizer', undefined],
    ['an empty authorizer', {}],
    ['a token without the claim', token({ sub: 'u1' })],
    ['a token with an empty claim', token({ tenant: '' })],
    ['a token with a claim of 257 characters', token({ tenant: 't'.repeat(257) })],
    ['a token whose claim is no text', token({ tenant: ['acme'] })],
    ['a claim that only a prototype has', token(Object.create({ tenant: 'acme' }))],
    ['the root of an account', caller(`arn:aws:iam::${ACCOUNT}:root`)],
    ['a federated user', caller(`arn:aws:sts::${ACCOUNT}:federated-user/ann`)],
    ['a role without a name', caller(`arn:aws:iam::${ACCOUNT}:role/`)],
    ['no ARN', caller('acme')],
  ])('refuses %s with 401', (_situation, authorizer) => {
    expect(() => tenantOf(authorizer, 'tenant')).toThrow(expect.objectContaining({ status: 401, type: 'no-tenant' }));
  });
});
