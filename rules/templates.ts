import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';

const Template = z.object({
  Resources: z._default(
    z.record(
      z.string(),
      z.looseObject({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) }),
    ),
    {},
  ),
});
export type Template = z.output<typeof Template>;

const parseTemplate = (template: unknown): Template => z.parse(Template, template);

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
