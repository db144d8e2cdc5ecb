import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { HISTORY_FILES, HistoryRun, UnreadableHistory } from './history.ts';
import type { RunHistory } from './run-history.ts';

interface HistoryFile<Schema> {
  readonly file: string;
  readonly line: Schema;
}

// Without a language the messages name no field's type.
z.config(z.locales.en());

/** Reads a history from its folder. @throws UnreadableHistory, which names the file and the line. */
export function readHistory(folder: string): RunHistory {
  if (!existsSync(folder)) throw new UnreadableHistory(`There is no folder ${folder}: name the folder of a history.`);
  const logs = logsOf(join(folder, 'logs'));
  const required = <Schema extends z.ZodMiniType>({ file, line }: HistoryFile<Schema>) =>
    linesOf(textOf(folder, file), line, file);
  const optional = <Schema extends z.ZodMiniType>(part: HistoryFile<Schema>) =>
    existsSync(join(folder, part.file)) ? required(part) : undefined;
  const [changes, payments] = [optional(HISTORY_FILES.changes), optional(HISTORY_FILES.payments)];
  const [quarantine, commits] = [optional(HISTORY_FILES.quarantine), optional(HISTORY_FILES.commits)];
  return {
    run: parsed(HistoryRun, textOf(folder, 'run.json'), 'run.json'),
    api: required(HISTORY_FILES.api),
    orders: required(HISTORY_FILES.orders),
    topic: required(HISTORY_FILES.topic),
    ledger: required(HISTORY_FILES.ledger),
    ...(changes && { changes }),
    ...(payments && { payments }),
    ...(quarantine && { quarantine }),
    ...(commits && { commits }),
    ...(logs && { logs }),
  };
}

function textOf(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    throw new UnreadableHistory(`${file} of ${folder} can't be read: ${messageOf(error)}. Every history has it.`);
  }
}

function linesOf<Schema extends z.ZodMiniType>(text: string, schema: Schema, file: string): z.output<Schema>[] {
  const lines = text.split('\n');
  // The last line ends, too.
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => parsed(schema, line, `${file}, line ${index + 1}`));
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, json: string, where: string): z.output<Schema> {
  const result = z.safeParse(schema, jsonOf(json, where));
  if (result.success) return result.data;
  throw new UnreadableHistory(`${where}: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`);
}

function jsonOf(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UnreadableHistory(`${where} is no JSON: ${messageOf(error)}`);
  }
}

function logsOf(folder: string) {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), 'utf8') }));
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
