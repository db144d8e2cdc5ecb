import { randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type BuildResult, build, buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Beside the sources; where these are an installed package, in the cache of the project that has it. */
const DIST = root.includes('/node_modules/') ? resolve('node_modules/.cache/chargeonce') : `${root}dist/functions`;

/** The folder with a function's sources. `code` is its name in `functions/`, or an absolute path: of the handler's file. */
export const sources = (code: string) => (isAbsolute(code) ? dirname(code) : `${root}functions/${code}`);

/** The functions whose sources are in `functions/`. */
export const ownFunctions = () =>
  globSync('functions/*/handler.{ts,js}', { cwd: root })
    .map((handler) => basename(dirname(handler)))
    .toSorted();

/** The entry of a function. An installed package holds JavaScript. */
function handlerOf(code: string): string {
  if (isAbsolute(code)) return code;
  const compiled = `${sources(code)}/handler.js`;
  return existsSync(compiled) ? compiled : `${sources(code)}/handler.ts`;
}

/** 115 KB that the SDK loads only where its environment holds no credentials; a function's always does. */
const OTHER_CREDENTIALS = ['sso', 'ini', 'process', 'web-identity'].map(
  (kind) => `@aws-sdk/credential-provider-${kind}`,
);

/**
 * An `import` of node:http loads undici too, which nothing here uses: 20 to 40 ms of CPU at each cold start. Asked for by this
 * function it does not.
 */
const HTTP_MODULES = Object.fromEntries(
  ['http', 'https', 'http2'].flatMap((name) => {
    const module = `data:text/javascript,module.exports=process.getBuiltinModule("${name}")`;
    return [
      [name, module],
      [`node:${name}`, module],
    ];
  }),
);

/**
 * A library that few stages choose, in a file of its own beside `index.mjs`: who does not choose it neither reads nor compiles it.
 * Of the library only what functions use.
 */
const APART = { name: '@platformatic/kafka', exports: '{ Producer }', file: './platformatic-kafka.mjs' };

/** What is deployed of a function: a folder with `index.mjs`, and with what that may load. */
export interface Bundle {
  readonly dir: string;
  /** Of `index.mjs`. */
  readonly bytes: number;
  /** Of what is loaded only where it is chosen. */
  readonly bytesApart: number;
  /** The sources that are left in it, relative to the project. */
  readonly inputs: readonly string[];
}

/** Bundles a function's handler with all that it needs, the AWS SDK included, into a folder below `dist` named after its sources. */
export function bundle(code: string, dist = DIST): Bundle {
  const [only] = bundleTogether([code], dist).values();
  if (!only) throw new Error(`${code} was not bundled`);
  return only;
}

/** The same for several at once, to the byte, in a third of the time: what they share is read once. By their codes. */
export function bundleTogether(codes: readonly string[], dist = DIST): ReadonlyMap<string, Bundle> {
  const mains = outputsOf(buildSync(together(codes)));
  return written({ codes, mains, apart: mains.some(needsApart) ? outputsOf(buildSync(APART_ALONE)) : [], dist });
}

/** The same without holding up what else this process does. */
export async function bundleBeside(codes: readonly string[], dist = DIST): Promise<ReadonlyMap<string, Bundle>> {
  const mains = outputsOf(await build(together(codes)));
  return written({ codes, mains, apart: mains.some(needsApart) ? outputsOf(await build(APART_ALONE)) : [], dist });
}

/** A file that esbuild made, with the sources that are left in it. */
interface Output {
  /** Of a function: which of the codes it is. */
  readonly name: string;
  readonly contents: Buffer;
  readonly inputs: readonly string[];
  readonly imports: readonly string[];
}

interface Outputs {
  readonly codes: readonly string[];
  readonly mains: readonly Output[];
  /** None where no function needs it. */
  readonly apart: readonly Output[];
  readonly dist: string;
}

const needsApart = ({ imports }: Output) => imports.includes(APART.file);

const written = ({ codes, mains, apart, dist }: Outputs) =>
  new Map(
    mains.map((main): [string, Bundle] => {
      const code = codes[Number(main.name)] ?? '';
      const dir = join(dist, basename(sources(code)));
      const beside = needsApart(main) ? apart : [];
      writeIfChanged(join(dir, 'index.mjs'), main.contents);
      for (const { contents } of beside) writeIfChanged(join(dir, APART.file), contents);
      return [
        code,
        {
          dir,
          bytes: main.contents.length,
          bytesApart: beside.reduce((sum, { contents }) => sum + contents.length, 0),
          inputs: [main, ...beside].flatMap(({ inputs }) => inputs),
        },
      ];
    }),
  );

/**
 * Three quarters of what this library costs a start go into compiling JSON schemas of its options, which it consults in its strict
 * mode alone, and into what reads Avro. The other form of wasm-utils reads a file beside itself.
 */
const SPARED = {
  'ajv/dist/2020.js': 'data:text/javascript,export class Ajv2020{addKeyword(){}compile(){return()=>true}}',
  ajv: 'data:text/javascript,export class Ajv{}',
  'ajv/dist/refs/json-schema-draft-06.json': 'data:application/json,{}',
  'ajv-draft-04': 'data:text/javascript,export default {}',
  avsc: 'data:text/javascript,export default {}',
  // Asked for by a logger of its own, which is off, where a tool brings it.
  'supports-color': 'data:text/javascript,export default {}',
  '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
};

const OPTIONS = {
  absWorkingDir: root,
  // Nothing is written there: what is bundled lies in memory first.
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  // Packages in CommonJS form call require(), which an ES module does not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

const together = (codes: readonly string[]) => ({
  ...OPTIONS,
  entryPoints: codes.map((code, number) => ({ in: handlerOf(code), out: String(number) })),
  alias: { ...HTTP_MODULES, [APART.name]: APART.file },
  external: [...OTHER_CREDENTIALS, APART.file],
});

const APART_ALONE = {
  ...OPTIONS,
  stdin: { contents: `export ${APART.exports} from '${APART.name}'`, resolveDir: root },
  alias: { ...HTTP_MODULES, ...SPARED },
};

/** Of the sources those that are left: most of what is read falls out again, whole packages too. */
const outputsOf = ({ outputFiles, metafile }: BuildResult<typeof OPTIONS>): Output[] =>
  Object.entries(metafile.outputs).map(([path, { inputs, imports }]) => ({
    name: basename(path, '.js'),
    contents: Buffer.from(outputFiles.find((file) => file.path === join(root, path))?.contents ?? []),
    inputs: Object.keys(inputs),
    imports: imports.map((imported) => imported.path),
  }));

/** Written beside and renamed: a synth that runs at the same time never sees half a file. */
function writeIfChanged(file: string, code: Buffer) {
  if (current(file)?.equals(code)) return;
  const dir = dirname(file);
  mkdirSync(dir, { recursive: true });
  // Outside the folder, which is deployed as it is.
  const draft = `${dir}.${randomUUID()}.tmp`;
  writeFileSync(draft, code);
  renameSync(draft, file);
}

function current(file: string) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
