import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) }),
  ),
});

/** A resource of a synthesised template. */
export interface Resource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of all templates in a folder that the CDK has written. */
export function readResources(folder: string): Resource[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  return files.flatMap((file) => {
    const { Resources } = z.parse(Template, JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return Object.values(Resources).map(({ Type, Properties }) => ({ type: Type, properties: Properties }));
  });
}
