import { globSync, readFileSync } from 'node:fs';

/** A commit can't be moved, a tag can; the version beside it tells people, and the update bot, which one it is. */
const PINNED = /^[\w./-]+@[0-9a-f]{40} # v\d/;

/** The actions of GitHub workflows that are not pinned to a commit. */
export function actionFaults(folder = '.github/workflows'): string[] {
  return globSync(`${folder}/*.{yml,yaml}`).flatMap((file) =>
    usedActions(readFileSync(file, 'utf8'))
      .filter((action) => !PINNED.test(action))
      .map((action) => `${file} uses ${action}: name the commit, 40 hex digits, and the version in a comment`),
  );
}

function usedActions(workflow: string): string[] {
  return [...workflow.matchAll(/\buses["']?:\s*(.+)$/gm)].map(([, action = '']) => action.trim());
}
