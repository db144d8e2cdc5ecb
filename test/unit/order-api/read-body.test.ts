import { describe, expect, it } from 'vitest';
import { readBody } from '../../../functions/order-api/http-request.ts';

const aRequest = (body: string | undefined, contentType: string | undefined = 'application/json') => ({
  headers: { 'content-type': contentType },
  body,
  isBase64Encoded: false,
});
const jsonOf = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;

describe('read the body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json ;charset=utf-8',
    'application/vnd.shop.order+json',
  ])('parses JSON of the type %s', (contentType) => {
    expect(readBody(aRequest('{"a":[1]}', contentType))).toEqual({ a: [1] });
  });

  it('parses a body that comes as base64', () => {
    const body = Buffer.from('{"a":"ü"}').toString('base64');

    expect(readBody({ ...aRequest(body), isBase64Encoded: true })).toEqual({ a: 'ü' });
  });

  it.each([
    '',
    'text/plain',
    'application/jsonp',
    'application/json-patch',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; x=application/json',
  ])('answers 415 to the type %j', (contentType) => {
    expect(() => readBody(aRequest('{}', contentType))).toThrow(expect.objectContaining({ status: 415 }));
  });

  it.each(['gzip', 'br', 'identity, gzip'])('answers 415 to the encoding %s, and says what is taken', (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };

    expect(() => readBody({ headers, body: 'H4sI', isBase64Encoded: true })).toThrow(
      expect.objectContaining({ status: 415, headers: { 'accept-encoding': 'identity' } }),
    );
    expect(readBody({ ...aRequest('{}'), headers: { ...headers, 'content-encoding': 'identity' } })).toEqual({});
  });

  it('answers 415 where no type is named', () => {
    expect(() => readBody({ headers: {}, body: '{}', isBase64Encoded: false })).toThrow(
      expect.objectContaining({ status: 415 }),
    );
  });

  it('takes 16 KB, counted in bytes, and answers 413 to one more', () => {
    expect(readBody(aRequest(jsonOf(16_384)))).toHaveLength(16_382);
    expect(() => readBody(aRequest(jsonOf(16_385)))).toThrow(expect.objectContaining({ status: 413 }));
    expect(() => readBody(aRequest(`"${'ü'.repeat(8_192)}"`))).toThrow(expect.objectContaining({ status: 413 }));
  });

  it.each([
    ['none', undefined],
    ['empty', ''],
    ['half a document', '{"a":'],
    ['two documents', '{}{}'],
    ['not JSON', 'a=1'],
  ])('answers 400 to a body that is %s', (_situation, body) => {
    expect(() => readBody(aRequest(body))).toThrow(expect.objectContaining({ status: 400, type: 'malformed-json' }));
  });

  it('answers 400 to bytes that are not UTF-8', () => {
    const body = Buffer.from([34, 255, 34]).toString('base64');

    expect(() => readBody({ ...aRequest(body), isBase64Encoded: true })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });
});
