import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { javaJars, startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';

interface IamKafkaOptions {
  /** For what it needs: keys, classes, data, log. */
  readonly folder: string;
  readonly region: string;
  /** The secret access key that tokens must be signed with. */
  readonly secret: string;
  /** Sessions end after this time, or with their token. In milliseconds. */
  readonly sessionMs?: number;
}

const PASSWORD = 'of-a-test-key';
const HOST = 'localhost';

/** A broker as MSK shows it: TLS, and OAUTHBEARER with IAM tokens that it verifies. `plain` is a way in for the test itself. */
export async function startIamKafka({ folder, region, secret, sessionMs = 3_600_000 }: IamKafkaOptions) {
  const [port, controllerPort, tlsPort] = [await freePort(), await freePort(), await freePort()];
  const keyStore = join(folder, 'broker.p12');
  const listener = 'listener.name.sasl_ssl.oauthbearer';
  const certificate = makeKey(keyStore, folder);
  const broker = await startKafkaBroker({
    dataDir: join(folder, 'kafka'),
    logFile: join(folder, 'kafka.log'),
    port,
    controllerPort,
    classes: [compileValidator(join(folder, 'classes'))],
    settings: {
      listeners: `PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${tlsPort},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SASL_SSL://${HOST}:${tlsPort}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
      'sasl.enabled.mechanisms': 'OAUTHBEARER',
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': keyStore,
      'ssl.keystore.password': PASSWORD,
      'ssl.key.password': PASSWORD,
      'connections.max.reauth.ms': sessionMs,
      [`${listener}.sasl.server.callback.handler.class`]: 'IamTokenValidator',
      [`${listener}.sasl.jaas.config`]:
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required ' +
        `unsecuredLoginStringClaim_sub="broker" secret="${secret}" region="${region}";`,
    },
  });
  return { ...broker, iam: `${HOST}:${tlsPort}`, plain: broker.brokers, certificate };
}

/** A key of its own in the store; answers its certificate, which vouches for itself. */
function makeKey(keyStore: string, folder: string): string {
  const store = ['-keystore', keyStore, '-storepass', PASSWORD, '-alias', 'broker'];
  const names = ['-dname', `CN=${HOST}`, '-ext', `SAN=dns:${HOST}`];
  run('keytool', ['-genkeypair', ...store, '-storetype', 'PKCS12', '-keyalg', 'EC', ...names]);
  const file = join(folder, 'broker.pem');
  run('keytool', ['-exportcert', '-rfc', ...store, '-file', file]);
  return readFileSync(file, 'utf8');
}

/** Answers the folder of the classes. */
function compileValidator(classes: string): string {
  const source = join(import.meta.dirname, 'java/IamTokenValidator.java');
  run('javac', ['-cp', javaJars().join(delimiter), '-d', classes, source]);
  return classes;
}

function run(program: string, args: readonly string[]) {
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error)
    throw new Error(`There is no ${program}: these tests need a JDK, a JRE alone has no compiler`, { cause: error });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}
