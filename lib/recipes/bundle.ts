import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Beside the sources; where these are an installed package, in the cache of the project that has it. */
const DIST = root.includes('/node_modules/') ? resolve('node_modules/.cache/chargeonce') : `${root}dist/functions`;

/** The folder with a function's sources. `code` is its name in `functions/`, or an absolute path: of the handler's file. */
export const sources = (code: string) => (isAbsolute(code) ? dirname(code) : `${root}functions/${code}`);

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
interface Bundle {
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
  const dir = join(dist, basename(sources(code)));
  const main = build({
    entryPoints: [handlerOf(code)],
    alias: { ...HTTP_MODULES, [APART.name]: APART.file },
    external: [...OTHER_CREDENTIALS, APART.file],
  });
  writeIfChanged(join(dir, 'index.mjs'), main.contents);
  const apart = main.imports.includes(APART.file) ? buildApart() : undefined;
  if (apart) writeIfChanged(join(dir, APART.file), apart.contents);
  const inputs = [...main.inputs, ...(apart?.inputs ?? [])];
  return { dir, bytes: main.contents.length, bytesApart: apart?.contents.length ?? 0, inputs };
}

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

const buildApart = () =>
  build({
    stdin: { contents: `export ${APART.exports} from '${APART.name}'`, resolveDir: root },
    alias: { ...HTTP_MODULES, ...SPARED },
  });

function build(options: BuildOptions) {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Packages in CommonJS form call require(), which an ES module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    outfile: 'index.mjs',
    legalComments: 'none',
    logLevel: 'silent',
    ...options,
    metafile: true,
    write: false,
  });
  const outputs = Object.values(metafile.outputs);
  return {
    contents: Buffer.concat(outputFiles.map((file) => file.contents)),
    // Of the output: most of what is read falls out again, whole packages too.
    inputs: outputs.flatMap((output) => Object.keys(output.inputs)),
    imports: outputs.flatMap((output) => output.imports.map(({ path }) => path)),
  };
}

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
