import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of every store, and of what lies in it. */
export const STORE_PASSWORD = 'of-a-test-key';

interface KeyPair {
  readonly folder: string;
  /** Of the key, and of its files in the folder. */
  readonly alias: string;
  /** Whom its certificate names. */
  readonly host: string;
}

/** A key of its own in a store of its own, `<alias>.p12`; answers its certificate, which vouches for itself. */
export function makeKey({ folder, alias, host }: KeyPair) {
  const store = ['-keystore', join(folder, `${alias}.p12`), '-storepass', STORE_PASSWORD, '-alias', alias];
  const names = ['-dname', `CN=${host}`, '-ext', `SAN=dns:${host}`];
  runJdkTool('keytool', ['-genkeypair', ...store, '-storetype', 'PKCS12', '-keyalg', 'EC', ...names]);
  const file = join(folder, `${alias}.pem`);
  runJdkTool('keytool', ['-exportcert', '-rfc', ...store, '-file', file]);
  return { keyStore: join(folder, `${alias}.p12`), certificateFile: file, certificate: readFileSync(file, 'utf8') };
}

/** A store, `<alias>-trust.p12`, that vouches for the certificate of a key. */
export function trustKey({ folder, alias }: Pick<KeyPair, 'folder' | 'alias'>): string {
  const store = join(folder, `${alias}-trust.p12`);
  const from = ['-alias', alias, '-file', join(folder, `${alias}.pem`)];
  const into = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', STORE_PASSWORD];
  runJdkTool('keytool', ['-importcert', '-noprompt', ...from, ...into]);
  return store;
}

/** The private key of a store, as PEM: keytool gives none away. */
export function privateKeyOf({ folder, alias }: Pick<KeyPair, 'folder' | 'alias'>): string {
  const source = join(import.meta.dirname, 'java/PrivateKeyAsPem.java');
  return runJdkTool('java', [source, join(folder, `${alias}.p12`), STORE_PASSWORD, alias]);
}

export function runJdkTool(program: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error)
    throw new Error(`There is no ${program}: these tests need a JDK, a JRE alone has no compiler`, { cause: error });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}${stdout}`);
  return stdout;
}
