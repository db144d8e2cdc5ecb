import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../local/ports-and-folders.ts';
import { assertPortsFree, issuerKeyFile, readSettings } from '../../../local/settings.ts';

describe('the settings', () => {
  it('have the documented defaults', () => {
    const settings = readSettings({});

    expect(settings).toMatchObject({
      ports: {
        API_PORT: 3000,
        CONSOLE_PORT: 3001,
        GATEWAY_PORT: 3002,
        DYNAMODB_PORT: 8000,
        KAFKA_PORT: 9092,
        KAFKA_CONTROLLER_PORT: 9093,
      },
      dataDir: resolve('.local/data'),
      brokers: '127.0.0.1:9092',
      dynamodb: { endpoint: 'http://127.0.0.1:8000' },
    });
    expect(issuerKeyFile(settings)).toBe(resolve('.local/data/issuer.key'));
  });

  it('are taken from the environment variables of their names', () => {
    expect(readSettings({ KAFKA_PORT: '19092', DYNAMODB_PORT: '18000', DATA_DIR: '/elsewhere' })).toMatchObject({
      ports: { API_PORT: 3000, KAFKA_PORT: 19_092 },
      dataDir: '/elsewhere',
      brokers: '127.0.0.1:19092',
      dynamodb: { endpoint: 'http://127.0.0.1:18000' },
    });
  });

  it.each(['0', '-1', '65536', '80.5', 'http', ' '])('refuse %j as a port, and name the variable', (API_PORT) => {
    expect(() => readSettings({ API_PORT })).toThrow(`API_PORT=${API_PORT} is no port`);
  });

  it('count an empty variable as not set, and take the name that nobody else uses first', () => {
    expect(readSettings({ DATA_DIR: '', CHARGEONCE_DATA_DIR: '', API_PORT: '' })).toEqual(readSettings({}));
    expect(readSettings({ DATA_DIR: '/others', CHARGEONCE_DATA_DIR: '/ours' }).dataDir).toBe('/ours');
  });

  it('refuse a port twice', () => {
    expect(() => readSettings({ API_PORT: '4000', KAFKA_PORT: '4000' })).toThrow(
      'API_PORT and KAFKA_PORT are both 4000: set one of them to another port.',
    );
  });
});

describe('a port in use', () => {
  it('is named with its variable', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());
    const free = { API_PORT: await freePort(), DYNAMODB_PORT: await freePort(), KAFKA_PORT: await freePort() };
    const others = { CONSOLE_PORT: await freePort(), KAFKA_CONTROLLER_PORT: await freePort() };
    const env = { ...free, ...others, GATEWAY_PORT: port };
    const settings = readSettings(
      Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    );

    await expect(assertPortsFree(settings)).rejects.toThrow(`Port ${port} is in use. Set GATEWAY_PORT to a free one`);
    server.close();
    await once(server, 'close');

    await expect(assertPortsFree(settings)).resolves.toBe(undefined);
  });
});
