import { readFileSync } from 'node:fs';
import type { OrderStep } from '../../local/order-progress.ts';

/** A line that the runner prints with `--json`. */
type Line =
  | { readonly ready: { readonly pids: { readonly kafka: number; readonly dynamodb: number } } }
  | { readonly info: string }
  | { readonly failed: string }
  | OrderStep;

/** What the runner has printed so far; a line that is still being written is left out. */
export function readOutput(file: string) {
  const lines: Line[] = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return {
    ready: lines.find((line) => 'ready' in line)?.ready,
    failed: lines.find((line) => 'failed' in line)?.failed,
    infos: lines.flatMap((line) => ('info' in line ? line.info : [])),
    steps: lines.filter((line) => 'orderId' in line),
  };
}
