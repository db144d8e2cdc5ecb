import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryLog } from '../history/run-history.ts';
import type { NemesisSystem } from './nemesis-system.ts';

/** What the functions, the servers and the runner have logged, and more text. */
export function logTexts({ settings, messages }: Pick<NemesisSystem, 'settings' | 'messages'>, more: HistoryLog) {
  const folder = join(settings.dataDir, 'logs');
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const logs = files.map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  return [...logs, { name: 'runner.log', text: messages.map((line) => `${line}\n`).join('') }, more];
}
