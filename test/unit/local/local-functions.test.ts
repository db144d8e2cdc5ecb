import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalFunctions, localFunctions } from '../../../local/local-functions.ts';
import { readSettings } from '../../../local/settings.ts';

let folder: string;
let running: LocalFunctions | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-functions-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await running?.stop();
  rmSync(folder, { recursive: true });
});

describe("the template's functions", () => {
  it('are invoked by their name or their ARN', async () => {
    const { invoke } = start([aFunction({ name: 'one' }), aFunction({ name: 'two' })]);

    for (const name of ['two', 'arn:aws:lambda:us-east-1:000000000000:function:two'])
      expect(await environmentOf(invoke(name, {}))).toMatchObject({ AWS_LAMBDA_FUNCTION_NAME: 'two' });
  });

  it('refuse a name that there is not', () => {
    const { invoke } = start([aFunction({ name: 'one' })]);

    expect(() => invoke('three', {})).toThrow('There is no function three');
  });

  it.each([
    ['nope', '--inspect nope is no function: order-api, order-publisher, payment-publisher'],
    ['publisher', '--inspect publisher is more than one: order-api, order-publisher, payment-publisher'],
  ])('refuse to be debugged under a name that is not of one of them: %s', (inspect, refusal) => {
    const functions = ['order-api', 'order-publisher', 'payment-publisher'].map((name) =>
      aFunction({ name: `chargeonce-dev-${name}` }),
    );

    expect(() => start(functions, inspect)).toThrow(refusal);
  });

  it("have the template's variables, and addresses of this machine", async () => {
    const { invoke } = start([aFunction({ name: 'one', variables: { TABLE: 'orders' } })]);

    const environment = await environmentOf(invoke('one', {}));

    expect(environment).toMatchObject({
      TABLE: 'orders',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:18000',
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:13000',
    });
    expect(Object.keys(environment)).not.toContain('KAFKA_AUTH');
    expect(Object.keys(environment)).not.toContain('RECONCILE_AFTER_SECONDS');
  });

  it('speak to the broker without IAM, which one machine does not have', async () => {
    const { invoke } = start([aFunction({ name: 'one', variables: { KAFKA_AUTH: 'iam' } })]);

    expect(await environmentOf(invoke('one', {}))).toMatchObject({ KAFKA_AUTH: 'none' });
  });

  it('publish by the client that this machine says, where the template names one', async () => {
    vi.stubEnv('KAFKA_CLIENT', 'platformatic');
    const { invoke } = start([
      aFunction({ name: 'one', variables: { KAFKA_CLIENT: 'kafkajs' } }),
      aFunction({ name: 'two' }),
    ]);

    expect(await environmentOf(invoke('one', {}))).toMatchObject({ KAFKA_CLIENT: 'platformatic' });
    expect(await environmentOf(invoke('two', {}))).not.toHaveProperty('KAFKA_CLIENT');
  });

  it('can reconcile sooner than in AWS', async () => {
    const name = 'RECONCILE_AFTER_SECONDS';
    vi.stubEnv(name, '2');
    const { invoke } = start([aFunction({ name: 'one', variables: { [name]: '3600' } }), aFunction({ name: 'two' })]);

    expect(await environmentOf(invoke('one', {}))).toMatchObject({ [name]: '2' });
    expect(await environmentOf(invoke('two', {}))).not.toHaveProperty(name);
  });

  it('are found by their names without project and stage, too', () => {
    const { find, names } = start([aFunction({ name: 'chargeonce-dev-one' })]);

    expect(names).toEqual(['one']);
    expect(find('one')).toBe(find('chargeonce-dev-one'));
    expect(find('one').logFile).toBe(join(folder, 'logs/chargeonce-dev-one.log'));
  });

  it('are loaded anew by their code, which two may share', async () => {
    const fns = start([
      aFunction({ name: 'one', code: 'shared' }),
      aFunction({ name: 'two', code: 'shared' }),
      aFunction({ name: 'other', code: 'own' }),
    ]);
    expect(fns.codes).toEqual(['shared', 'own']);
    await fns.warm(['one', 'two', 'other']);
    write('shared', 'export const handler = async () => "new";');
    write('own', 'export const handler = async () => "new";');

    fns.reload('shared');

    expect(await Promise.all(['one', 'two'].map((name) => fns.invoke(name, {})))).toMatchObject([
      { payload: 'new' },
      { payload: 'new' },
    ]);
    expect(await fns.invoke('other', {})).not.toMatchObject({ payload: 'new' });
  });
});

const write = (code: string, source: string) => writeFileSync(join(folder, code, 'index.mjs'), source);

function aFunction({ name, code = name, variables = {} }: { name: string; code?: string; variables?: object }) {
  mkdirSync(join(folder, code), { recursive: true });
  write(code, 'export const handler = async () => process.env;');
  return {
    logicalId: name,
    name,
    metadata: { 'aws:asset:path': join(folder, code) },
    settings: {
      FunctionName: name,
      Environment: { Variables: { ...variables } },
      Handler: 'index.handler' as const,
      Runtime: 'nodejs24.x' as const,
      Timeout: 10,
    },
  };
}

function start(functions: readonly ReturnType<typeof aFunction>[], inspect?: string): LocalFunctions {
  const settings = readSettings({ API_PORT: '13000', DYNAMODB_PORT: '18000', DATA_DIR: folder });
  running = localFunctions({ functions, settings, inspect });
  return running;
}

const environmentOf = async (answer: Promise<unknown>) => Object(await answer).payload;
