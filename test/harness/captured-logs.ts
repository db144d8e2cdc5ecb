import { vi } from 'vitest';
import { logger } from '../../functions/platform/telemetry.ts';

/** Runs an action and answers the structured log lines that it wrote, as in a stage that logs each event. */
export async function logsOf(action: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const written: string[] = [];
  const keep = (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  const level = logger.getLevelName();
  logger.setLogLevel('DEBUG');
  try {
    await action();
  } finally {
    logger.setLogLevel(level);
    for (const stream of streams) stream.mockRestore();
  }
  return written
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
