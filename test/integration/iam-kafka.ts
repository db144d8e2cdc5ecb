import { delimiter, join } from 'node:path';
import { javaJars, startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { makeKey, runJdkTool, STORE_PASSWORD } from '../harness/key-stores.ts';

interface IamKafkaOptions {
  /** For what it needs: keys, classes, data, log. */
  readonly folder: string;
  readonly region: string;
  /** The secret access key that tokens must be signed with. */
  readonly secret: string;
  /** Sessions end after this time, or with their token. In milliseconds. */
  readonly sessionMs?: number;
}

const HOST = 'localhost';

/** A broker as MSK shows it: TLS, and OAUTHBEARER with IAM tokens that it verifies. `plain` is a way in for the test itself. */
export async function startIamKafka({ folder, region, secret, sessionMs = 3_600_000 }: IamKafkaOptions) {
  const [port, controllerPort, tlsPort] = [await freePort(), await freePort(), await freePort()];
  const listener = 'listener.name.sasl_ssl.oauthbearer';
  const { keyStore, certificate } = makeKey({ folder, alias: 'broker', host: HOST });
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
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.key.password': STORE_PASSWORD,
      'connections.max.reauth.ms': sessionMs,
      [`${listener}.sasl.server.callback.handler.class`]: 'IamTokenValidator',
      [`${listener}.sasl.jaas.config`]:
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required ' +
        `unsecuredLoginStringClaim_sub="broker" secret="${secret}" region="${region}";`,
    },
  });
  return { ...broker, iam: `${HOST}:${tlsPort}`, plain: broker.brokers, certificate };
}

/** Answers the folder of the classes. */
function compileValidator(classes: string): string {
  const source = join(import.meta.dirname, 'java/IamTokenValidator.java');
  runJdkTool('javac', ['-cp', javaJars().join(delimiter), '-d', classes, source]);
  return classes;
}
