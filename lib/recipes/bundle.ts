import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where a function's sources are. */
export const sources = (stage: string) => `${root}functions/${stage}`;

/** 115 KB that the SDK loads only where its environment holds no credentials; a function's always does. */
const OTHER_CREDENTIALS = ['sso', 'ini', 'process', 'web-identity'].map(
  (kind) => `@aws-sdk/credential-provider-${kind}`,
);

/** What is deployed of a function: a folder with one file, `index.mjs`. */
interface Bundle {
  readonly dir: string;
  readonly bytes: number;
  /** The sources that are left in it, relative to the project. */
  readonly inputs: readonly string[];
}

/** Bundles `functions/<stage>/handler.ts` with all that it needs, the AWS SDK included, into `<dist>/<stage>/`. */
export function bundle(stage: string, dist = `${root}dist/functions`): Bundle {
  const dir = `${dist}/${stage}`;
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [`${sources(stage)}/handler.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: OTHER_CREDENTIALS,
    // Packages in CommonJS form call require(), which an ES module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    outfile: `${dir}/index.mjs`,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  const code = Buffer.concat(outputFiles.map(({ contents }) => contents));
  writeIfChanged(dir, code);
  // Of the output: most of what is read falls out again, whole packages too.
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  return { dir, bytes: code.length, inputs };
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
