import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { alterUserScramCredentialsV0, Connection } from '@platformatic/kafka';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { makeKey, privateKeyOf, STORE_PASSWORD, trustKey } from './key-stores.ts';

const HOST = 'localhost';
const USER = { username: 'chargeonce', password: 'of-a-test-user' };

/** A broker as many are set up outside of AWS: TLS, with a password (SCRAM-SHA-512) at one address, a certificate at another. */
export async function startSecuredKafka(folder: string) {
  const [port, controllerPort, scramPort, mtlsPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const { keyStore, certificate } = makeKey({ folder, alias: 'broker', host: HOST });
  const client = makeKey({ folder, alias: 'client', host: 'chargeonce' });
  const broker = await startKafkaBroker({
    dataDir: join(folder, 'kafka'),
    logFile: join(folder, 'kafka.log'),
    port,
    controllerPort,
    settings: {
      listeners:
        `PLAINTEXT://127.0.0.1:${port},SCRAM://127.0.0.1:${scramPort},MTLS://127.0.0.1:${mtlsPort},` +
        `CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SCRAM://${HOST}:${scramPort},MTLS://${HOST}:${mtlsPort}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SCRAM:SASL_SSL,MTLS:SSL,CONTROLLER:PLAINTEXT',
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.scram.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': keyStore,
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.key.password': STORE_PASSWORD,
      'listener.name.mtls.ssl.client.auth': 'required',
      'ssl.truststore.type': 'PKCS12',
      'ssl.truststore.location': trustKey({ folder, alias: 'client' }),
      'ssl.truststore.password': STORE_PASSWORD,
    },
  });
  await addUser(port);
  return {
    ...broker,
    plain: broker.brokers,
    addresses: { scram: `${HOST}:${scramPort}`, mtls: `${HOST}:${mtlsPort}` },
    /** As Secrets Manager holds them, in the forms that Lambda's event sources read. */
    secrets: {
      scram: JSON.stringify(USER),
      mtls: JSON.stringify({ certificate: client.certificate, privateKey: privateKeyOf({ folder, alias: 'client' }) }),
      authority: JSON.stringify({ certificate }),
    },
  };
}

const ITERATIONS = 4_096;
const SCRAM_SHA_512 = 2;

/** kafkajs has no request for it. */
async function addUser(port: number) {
  const connection = new Connection('test');
  await connection.connect('127.0.0.1', port);
  const salt = randomBytes(24);
  const saltedPassword = pbkdf2Sync(USER.password, salt, ITERATIONS, 64, 'sha512');
  const user = { name: USER.username, mechanism: SCRAM_SHA_512, iterations: ITERATIONS, salt, saltedPassword };
  await alterUserScramCredentialsV0.api.async(connection, [], [user]);
  await connection.close();
}

/** Secrets Manager's answer to GetSecretValue, for the secrets of these names; `asked` are the names that were asked for. */
export async function serveSecrets(given: Readonly<Record<string, string>>) {
  const secrets: Record<string, string> = { ...given };
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { SecretId } = JSON.parse(String(Buffer.concat(await request.toArray()))) as { SecretId: string };
    asked.push(SecretId);
    const SecretString = secrets[SecretId];
    response.writeHead(SecretString === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(SecretString === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** As a rotation does. */
    replace(name: string, text: string) {
      secrets[name] = text;
    },
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
