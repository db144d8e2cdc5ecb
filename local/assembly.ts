import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { lastLines, startGuardedProcess } from './guarded-process.ts';

const Template = z.object({
  Resources: z._default(
    z.record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Properties: z._default(z.record(z.string(), z.unknown()), {}),
        Metadata: z.optional(z.record(z.string(), z.unknown())),
      }),
    ),
    {},
  ),
  Outputs: z._default(
    z.record(z.string(), z.object({ Value: z.unknown(), Export: z.optional(z.object({ Name: z.string() })) })),
    {},
  ),
});

export type Template = z.output<typeof Template>;
export type TemplateResource = Template['Resources'][string];

export const parseTemplate = (template: unknown): Template => z.parse(Template, template);

/**
 * For the settings of resources: without a language the messages name none. Not by `z.config`, which would depend on who of one
 * process was loaded last.
 */
export const inEnglish = { error: z.locales.en().localeError };

/** The templates of a stage, by the names of their stacks. */
export type Templates = Readonly<Record<string, Template>>;

/** Reads what was synthesised into a folder. */
export function readTemplates(folder: string): Templates {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  return Object.fromEntries(
    files.map((file) => [basename(file, SUFFIX), parseTemplate(JSON.parse(readFileSync(join(folder, file), 'utf8')))]),
  );
}

const SUFFIX = '.template.json';

/** The resources of a type in all templates of a stage. */
export const resourcesOfType = (templates: Templates, type: string) =>
  Object.values(templates).flatMap(({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => ({ id, Properties })),
  );

const CONTEXT = {
  stage: 'dev',
  oneMachine: 'true',
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:disable-asset-staging': true,
};

export interface Synthesis {
  /** Receives the templates. */
  readonly folder: string;
  readonly logFile: string;
}

/** Synthesises stage dev, in a process of its own: the CDK takes 200 MB that it would never give back. */
export async function synthesise({ folder, logFile }: Synthesis): Promise<Template[]> {
  const cdk = [`CDK_OUTDIR=${folder}`, `CDK_CONTEXT_JSON=${JSON.stringify(CONTEXT)}`, 'CDK_VALIDATION=false'];
  const app = resolve(import.meta.dirname, '../lib/app.ts');
  const synth = await startGuardedProcess({ command: 'env', args: [...cdk, process.execPath, app], logFile });
  const { code } = await synth.exited;
  if (code !== 0)
    throw new Error(`The stacks can't be synthesised. The log, ${logFile}, ends with:\n${lastLines(logFile)}`);
  return Object.values(readTemplates(folder));
}
