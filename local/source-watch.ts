import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';

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
    const { bundleBeside } = await import('../lib/recipes/bundle.ts');
    await bundleBeside(codes).catch(() =>
      // Which of them can't be built is found out by building each.
      Promise.all(codes.map((code) => bundleBeside([code]).catch((error: unknown) => failed(code, error)))),
    );
    for (const code of codes) {
      try {
        if (writtenAt(code) === loaded.get(code)) continue;
        loaded.set(code, writtenAt(code));
        changed(code);
      } catch (error) {
        failed(code, error);
      }
    }
  };
  let rebuilt = Promise.resolve();
  let pause: NodeJS.Timeout | undefined;
  let watchers: readonly FSWatcher[] = [];
  const stop = () => {
    for (const watcher of watchers) watcher.close();
  };
  const edited = () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      try {
        watchAll();
      } catch {
        // A folder goes while its parent is read: that is an event, too.
      }
      rebuilt = rebuilt.then(rebuild);
    }, QUIET_MS);
  };
  /** Each folder by itself and anew: a recursive watch looks at files, so it misses one that is put in the place of another. */
  const watchAll = () => {
    const next = foldersIn(resolve(ROOT, 'functions')).map((folder) => watch(folder, edited));
    stop();
    watchers = next;
  };
  watchAll();
  return {
    stop() {
      clearTimeout(pause);
      stop();
    },
  };
}

const foldersIn = (root: string) => [
  root,
  ...readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name)),
];
