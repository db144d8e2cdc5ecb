import type { Templates } from '../../local/assembly.ts';

type Settings = Record<string, unknown>;

/** A stage's templates and the runbook, to be spoilt. */
export interface Draft {
  readonly templates: Templates;
  readonly pages: { runbook: string };
}

/** The settings of the first resource of a type whose id begins so. */
export function settings({ templates }: Draft, type: string, idPrefix = ''): Settings {
  const all = Object.values(templates).flatMap(({ Resources }) => Object.entries(Resources));
  const found = all.find(([id, { Type }]) => Type === type && id.startsWith(idPrefix));
  if (!found) throw new Error(`There is no ${type} ${idPrefix}.`);
  return found[1].Properties;
}

export const source = (draft: Draft, of: string) => settings(draft, 'AWS::Lambda::EventSourceMapping', of);

export const variables = (draft: Draft, of: string) =>
  inner(inner(settings(draft, 'AWS::Lambda::Function', of), 'Environment'), 'Variables');

export function statements(draft: Draft, of: string): unknown[] {
  const { Statement } = inner(settings(draft, 'AWS::IAM::Policy', of), 'PolicyDocument');
  if (Array.isArray(Statement)) return Statement;
  throw new Error(`The policy of ${of} has no statements.`);
}

/** Replaces a text in a setting, which must hold it. */
export function replace(holder: Settings, setting: string, [before, after]: readonly [string, string]) {
  const value = String(holder[setting]);
  if (!value.includes(before)) throw new Error(`${setting} holds no ${before}`);
  holder[setting] = value.replace(before, after);
}

/** The same in a topic's settings, which are JSON in base64. */
export function replaceInTopic(draft: Draft, id: string, change: readonly [string, string]) {
  const topic = settings(draft, 'AWS::MSK::Topic', id);
  const decoded = { Configs: Buffer.from(String(topic['Configs']), 'base64').toString() };
  replace(decoded, 'Configs', change);
  topic['Configs'] = Buffer.from(decoded.Configs).toString('base64');
}

function inner(holder: Settings, setting: string): Settings {
  const value = holder[setting];
  if (isSettings(value)) return value;
  throw new Error(`There is no ${setting}.`);
}

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null;
