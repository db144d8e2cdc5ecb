import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsStage } from '../lib/stages.ts';
import type { Templates } from '../local/assembly.ts';
import { type Right, rightsOf } from './rights.ts';

const PAGE = join(import.meta.dirname, '../docs/rights.md');

/** Where templates and docs/rights.md differ, one line each. */
export function unlistedRights(templates: Templates, stage: AwsStage): readonly string[] {
  const listed = new Set(listedRights(stage).map(line));
  const held = new Set(rightsOf(templates, stage).map(line));
  return [
    ...[...held].filter((right) => !listed.has(right)).map((right) => `gained: ${right}`),
    ...[...listed].filter((right) => !held.has(right)).map((right) => `lost: ${right}`),
  ];
}

const line = ({ of, who, effect, action, on, condition }: Right) =>
  [of, who, effect, action, on, condition].filter((part) => part !== '').join(' | ');

/** What the column `in` of the page says; empty means every stage. */
const STAGES: Readonly<Record<string, (stage: AwsStage) => boolean>> = {
  '': () => true,
  simulator: ({ gateway }) => gateway.kind === 'simulator',
  'real gateway': ({ gateway }) => gateway.kind !== 'simulator',
  'gateway events': ({ gatewayEvents }) => gatewayEvents !== undefined,
  'webhook with a secret': ({ gatewayEvents }) =>
    gatewayEvents?.kind === 'webhook' && gatewayEvents.secretIn === 'secrets-manager',
  'gradual deployment': ({ gradualDeployment }) => gradualDeployment !== undefined,
  traces: ({ traces }) => traces !== undefined,
  'traces, simulator': ({ traces, gateway }) => traces !== undefined && gateway.kind === 'simulator',
  'customer key': ({ encryption }) => encryption === 'customer-managed',
  'customer key, simulator': ({ encryption, gateway }) =>
    encryption === 'customer-managed' && gateway.kind === 'simulator',
  'customer key, provisioned pollers': ({ encryption, kafkaPollers }) =>
    encryption === 'customer-managed' && kafkaPollers !== 'on-demand',
  MSK: ({ cluster }) => cluster.kind !== 'self-managed',
  'self-managed brokers': ({ cluster }) => cluster.kind === 'self-managed',
  'own cluster': ({ cluster }) => isOwn(cluster),
  'existing cluster': ({ cluster }) => cluster.kind === 'existing',
  'own cluster, on-demand pollers': ({ cluster, kafkaPollers }) => isOwn(cluster) && kafkaPollers === 'on-demand',
  'provisioned pollers': ({ kafkaPollers }) => kafkaPollers !== 'on-demand',
};

const isOwn = ({ kind }: AwsStage['cluster']) => kind === 'brokers' || kind === 'express';

type Row = Readonly<Record<string, string>>;

/** The rights that docs/rights.md lists for a stage. */
export function listedRights(stage: AwsStage, page = readFileSync(PAGE, 'utf8')): readonly Right[] {
  const [preface = '', ...sections] = page.split(/^### /m);
  const sets = Object.fromEntries(rowsOf(preface).map(({ set = '', actions = '' }) => [set, actions]));
  return sections.flatMap((section) =>
    rowsOf(section)
      .filter((row) => appliesTo(stage, row))
      .flatMap((row) => rightsOfRow(plainText(section.split('\n')[0] ?? ''), row, sets)),
  );
}

/** The rows of a section's tables, each cell by the name of its column. */
function rowsOf(section: string): Row[] {
  const tables = section.split('\n\n').map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return tables.flatMap((lines) => {
    const [columns = [], , ...rows] = lines.map((line) => line.split('|').slice(1, -1).map(plainText));
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
  });
}

const plainText = (cell: string) => cell.replaceAll('`', '').trim();

function appliesTo(stage: AwsStage, { in: where = '' }: Row) {
  const applies = STAGES[where];
  if (applies === undefined) throw new Error(`docs/rights.md: no stages are known as "${where}"`);
  return applies(stage);
}

function rightsOfRow(of: string, row: Row, sets: Row): Right[] {
  const { who = '', on = '', may = '', never = '', if: condition = '' } = row;
  const each = (names: string, effect: Right['effect']) =>
    names
      .split(', ')
      .flatMap((name) => (sets[name] ?? name).split(', '))
      .filter((action) => action !== '')
      .map((action) => ({ of, who, effect, action, on, condition }));
  return [...each(may, 'Allow'), ...each(never, 'Deny')];
}
