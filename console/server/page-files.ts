import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LambdaResponse } from '../../lambda-local/http/payload.ts';
import { checksumOf } from '../../local/kept-synthesis.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'console/page');
const BUILT = join(ROOT, '.local/console');
/** All that the page is built from. */
const SOURCES = ['console/page/**/*.*', 'console/contract/*.ts', 'package-lock.json'];

/** The files of the page, by their paths. */
export type BuiltPage = ReadonlyMap<string, Buffer>;

/** The page as it is built from its sources: that of the last build where they have not changed. */
export async function builtPage(): Promise<BuiltPage> {
  const folder = await builtFolder();
  // Read at once: another start may build it anew.
  return new Map(globSync('**/*.*', { cwd: folder }).map((name) => [`/${name}`, readFileSync(join(folder, name))]));
}

async function builtFolder(): Promise<string> {
  const folder = join(BUILT, checksumOf(SOURCES).slice(0, 16));
  if (existsSync(join(folder, 'index.html'))) return folder;
  // Loaded for a build alone: it is a large guest.
  const { build } = await import('vite');
  mkdirSync(BUILT, { recursive: true });
  const aside = mkdtempSync(join(BUILT, 'building-'));
  await build({
    root: PAGE,
    configFile: join(PAGE, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: aside, emptyOutDir: true },
  });
  for (const old of readdirSync(BUILT)) if (/^[0-9a-f]{16}$/.test(old)) rmSync(join(BUILT, old), { recursive: true });
  renameSync(aside, folder);
  return folder;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page runs its own files alone, and speaks to its own server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Serves the page, which knows the token. */
export function pageFiles(page: BuiltPage, token: string): (path: string) => LambdaResponse | undefined {
  const files = new Map([...page].map(([path, file]) => [path, fileResponse(path, file, token)]));
  return (path) => files.get(path === '/' ? '/index.html' : path);
}

function fileResponse(path: string, file: Buffer, token: string): LambdaResponse {
  const isPage = path === '/index.html';
  const headers = {
    ...PAGE_HEADERS,
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-encoding': 'gzip',
    'cache-control': isPage ? 'no-store' : 'max-age=31536000, immutable',
  };
  const body = gzipSync(isPage ? file.toString().replaceAll('%CONSOLE_TOKEN%', token) : file);
  return { status: 200, headers, body };
}
