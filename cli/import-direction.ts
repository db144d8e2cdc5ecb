import { spawnSync } from 'node:child_process';
import * as z from 'zod/mini';
import { sourceFiles, sourceFolders } from './source-files.ts';

const FOLDERS = sourceFolders();

const Report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
  }),
});

const report = cruise();
const broken = report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
const faults = [...broken, ...unread(report.modules)];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function cruise() {
  const args = ['--config', '.dependency-cruiser.js', '--output-type', 'json', ...FOLDERS];
  const { stdout, stderr } = spawnSync('depcruise', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (stdout === '') throw new Error(`depcruise gave no report: ${stderr}`);
  return Report.parse(JSON.parse(stdout));
}

/** With a parser that it does not know, dependency-cruiser reads nothing and finds nothing wrong. */
function unread(modules: readonly { readonly source: string }[]): string[] {
  const read = new Set(modules.map(({ source }) => source));
  return FOLDERS.flatMap(sourceFiles)
    .filter((file) => !read.has(file))
    .map((file) => `not read: ${file}`);
}
