import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/** What the browser loads, compressed, in bytes. */
const LIMIT = 60_000;

const files = new Map<string, string>();

beforeAll(async () => {
  // Otherwise Vite builds what is made for tests.
  vi.stubEnv('NODE_ENV', 'production');
  const built = await build({
    root: 'console/page',
    configFile: 'console/page/vite.config.ts',
    logLevel: 'error',
    build: { write: false },
  });
  if (!('output' in built)) throw new Error('Vite has built something else than one page.');
  for (const file of built.output)
    files.set(file.fileName, file.type === 'chunk' ? file.code : Buffer.from(file.source).toString());
});

afterAll(() => {
  vi.unstubAllEnvs();
});

describe('building the page', () => {
  it(`makes no more than ${LIMIT / 1_000} kB of it, compressed`, () => {
    const sizes = [...files].map(([name, text]) => [name, gzipSync(text).length] as const);

    expect(sizes.map(([name]) => name.replace(/-[\w-]{8}\./, '.'))).toEqual(
      expect.arrayContaining(['assets/index.js', 'assets/index.css', 'index.html']),
    );
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(LIMIT);
  });

  it('leaves the place of the token, and puts no script or style into the page itself', () => {
    const page = files.get('index.html') ?? '';

    expect(page).toContain('<meta name="console-token" content="%CONSOLE_TOKEN%">');
    expect(page).not.toMatch(/<script(?![^>]* src="\/)|<style|style=| on\w+=/);
  });

  it('asks for no language of the browser, which may be one that Intl refuses', () => {
    expect([...files.values()].join('')).not.toMatch(/\.languages?\b/);
  });

  it('takes nothing from elsewhere', () => {
    const styles = [...files].filter(([name]) => name.endsWith('.css')).map(([, text]) => text);

    expect(styles.join('')).not.toMatch(/url\(|@import|data:/);
    expect(files.get('index.html')).not.toMatch(/(src|href)="(?!\/)/);
  });
});
