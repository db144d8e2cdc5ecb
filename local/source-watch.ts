import { statSync, watch } from 'node:fs';
import { resolve } from 'node:path';

interface SourceWatchDeps {
  /** The folders of `functions/` that are bundled. */
  readonly codes: readonly string[];
  readonly changed: (code: string) => void;
  readonly failed: (code: string, error: unknown) => void;
}

const QUIET_MS = 100;
const ROOT = resolve(import.meta.dirname, '..');

/** A bundle is written only where it differs: also by another copy of the system that runs from this folder. */
const writtenAt = (code: string) => statSync(resolve(ROOT, 'dist/functions', code, 'index.mjs')).mtimeMs;

/** Bundles a function anew when one of its sources changes. */
export function watchSources({ codes, changed, failed }: SourceWatchDeps): { stop(): void } {
  const loaded = new Map(codes.map((code) => [code, writtenAt(code)]));
  const rebuild = async () => {
    // Loaded at the first change: esbuild is a large guest for a system that nobody edits.
    const { bundle } = await import('../lib/constructs/bundle.ts');
    for (const code of codes) {
      try {
        bundle(code);
        if (writtenAt(code) === loaded.get(code)) continue;
        loaded.set(code, writtenAt(code));
        changed(code);
      } catch (error) {
        failed(code, error);
      }
    }
  };
  let pause: NodeJS.Timeout | undefined;
  const watcher = watch(resolve(ROOT, 'functions'), { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(() => void rebuild(), QUIET_MS);
  });
  return {
    stop() {
      clearTimeout(pause);
      watcher.close();
    },
  };
}
