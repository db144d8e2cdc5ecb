import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

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

/** What is deployed of a function: a folder with one file, `index.mjs`. */
interface Bundle {
  readonly dir: string;
  readonly bytes: number;
  /** The sources that are left in it, relative to the project. */
  readonly inputs: readonly string[];
}

/** Bundles a function's handler with all that it needs, the AWS SDK included, into a folder below `dist` named after its sources. */
export function bundle(code: string, dist = DIST): Bundle {
  const dir = join(dist, basename(sources(code)));
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [handlerOf(code)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: OTHER_CREDENTIALS,
    alias: HTTP_MODULES,
    // Packages in CommonJS form call require(), which an ES module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    outfile: `${dir}/index.mjs`,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  const contents = Buffer.concat(outputFiles.map((file) => file.contents));
  writeIfChanged(dir, contents);
  // Of the output: most of what is read falls out again, whole packages too.
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  return { dir, bytes: contents.length, inputs };
}

/** Written beside and renamed: a synth that runs at the same time never sees half a file. */
function writeIfChanged(dir: string, code: Buffer) {
  const file = `${dir}/index.mjs`;
  if (current(file)?.equals(code)) return;
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
