import { type ModuleSource, registerHooks } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bugNamed } from './all-bugs.ts';
import { withEdits } from './planted-bug.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const { edits } = bugNamed(process.env['PLANTED_BUG'] ?? '');
const files = new Set(edits.map(({ file }) => file));

// For `node --import`: what is loaded from here on has the bug, and nothing on the disk does.
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const file = url.startsWith('file:') ? relative(PROJECT, fileURLToPath(url)) : '';
    if (!files.has(file)) return loaded;
    const own = edits.filter((edit) => edit.file === file);
    return { ...loaded, source: withEdits(textOf(loaded.source), own) };
  },
});

const textOf = (source: ModuleSource | null | undefined) =>
  typeof source === 'string' ? source : new TextDecoder().decode(source ?? undefined);
