import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle, bundleTogether, ownFunctions } from '../../lib/recipes/bundle.ts';

const dist = mkdtempSync(join(tmpdir(), 'chargeonce-bundle-'));
afterAll(() => rmSync(dist, { recursive: true }));

const { dir, bytes, inputs } = bundle('order-api', dist);
const file = `${dir}/index.mjs`;

const isOf = (name: string) => (input: string) => input.startsWith(`node_modules/${name}/`);
const holds = (name: string) => inputs.some(isOf(name));

describe('bundling a function', () => {
  it('leaves one file, which is what is deployed', () => {
    expect(readdirSync(dir)).toEqual(['index.mjs']);
    expect(statSync(file).size).toBe(bytes);
  });

  it('takes in what a function needs and leaves the Kafka client of another one out', () => {
    expect(holds('@aws-sdk/util-dynamodb')).toBe(true);
    expect(holds('kafkajs')).toBe(false);
  });

  it('takes the AWS SDK in, without the ways to credentials that no function takes', () => {
    const { inputs: sources } = bundle('reconciler', dist);

    expect(sources.some(isOf('@aws-sdk/client-dynamodb'))).toBe(true);
    expect(sources.some(isOf('@aws-sdk/credential-provider-env'))).toBe(true);
    expect(sources.some(isOf('@aws-sdk/credential-provider-sso'))).toBe(false);
  });

  it('leaves the SDK out of what runs with each order', () => {
    expect(inputs.filter((input) => input.startsWith('node_modules/@aws-sdk/client-'))).toEqual([]);
  });

  it('does not count as its input what is read and falls out again', () => {
    expect(readFileSync(file, 'utf8')).not.toContain('bowser');
    expect(holds('bowser')).toBe(false);
  });

  it('imports no module of HTTP, since undici would be loaded with it at each cold start', () => {
    const code = readFileSync(file, 'utf8');

    expect(code).toContain('process.getBuiltinModule("http")');
    expect(code).not.toMatch(/from ?"(node:)?https?2?"/);
  });

  it('does not touch the file when nothing changed', () => {
    const before = statSync(file);
    bundle('order-api', dist);
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('replaces a file that is not what the sources say', () => {
    const right = readFileSync(file);
    writeFileSync(file, 'half a fi');
    bundle('order-api', dist);
    expect(readFileSync(file)).toEqual(right);
  });

  it('puts the Kafka client that few stages choose into a file of its own, without schemas of its options and Avro', () => {
    const publisher = bundle('outbox-publisher', dist);
    const [index, apart] = ['index.mjs', 'platformatic-kafka.mjs'].map((name) =>
      readFileSync(join(publisher.dir, name), 'utf8'),
    );

    expect(readdirSync(publisher.dir).sort()).toEqual(['index.mjs', 'platformatic-kafka.mjs']);
    expect([index?.length, apart?.length].map((size) => (size ?? 0) > 100_000)).toEqual([true, true]);
    expect(index).toContain('import("./platformatic-kafka.mjs")');
    expect(index).not.toContain('PLT_KFK_');
    expect(publisher.inputs.some(isOf('@platformatic/kafka'))).toBe(true);
    expect(publisher.inputs.filter((input) => isOf('ajv')(input) || isOf('avsc')(input))).toEqual([]);
  });

  it('bundles all functions together to the byte as each alone', () => {
    const together = bundleTogether(ownFunctions(), join(dist, 'together'));

    for (const code of ['bootstrap-brokers', 'outbox-publisher', 'status-updater']) {
      const { dir: alone, ...about } = bundle(code, join(dist, 'alone'));
      const { dir: among, ...others } = together.get(code) ?? { dir: '' };
      const filesOf = (folder: string) => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'base64'));
      expect(others).toEqual(about);
      expect(filesOf(among)).toEqual(filesOf(alone));
    }
  });

  it('says which function has no handler', () => {
    expect(() => bundle('no-such-stage', dist)).toThrow('functions/no-such-stage/handler.ts');
  });
});
