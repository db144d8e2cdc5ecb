import * as z from 'zod/mini';
import { inEnglish, parseTemplate, readTemplates } from '../../local/assembly.ts';

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All that a stage consists of. */
export type StageResources = readonly Resource[];

export const resourcesOf = (stack: string, template: unknown): Resource[] =>
  Object.entries(parseTemplate(template).Resources).map(([id, { Type, Properties }]) => ({
    stack,
    id,
    type: Type,
    properties: Properties,
  }));

/** The part of its properties that a price depends on. */
export function read<Schema extends z.ZodMiniType>(schema: Schema, { properties }: Resource): z.output<Schema> {
  const result = z.safeParse(schema, properties, inEnglish);
  if (result.success) return result.data;
  throw new Error(`is set in a way that the cost model does not know: ${z.prettifyError(result.error)}`);
}

/** Whether a property refers to a function of the same stack, or to an alias of it. */
export const invokes = (property: unknown, invoked: Resource, stage: StageResources) =>
  refersTo(property, invoked) ||
  stage
    .filter(({ stack, type }) => stack === invoked.stack && type === 'AWS::Lambda::Alias')
    .some((alias) => refersTo(alias.properties, invoked) && refersTo(property, alias));

/** Whether a property refers to a resource of the same stack. */
export const refersTo = (property: unknown, { id }: Resource) => JSON.stringify(property ?? null).includes(`"${id}"`);

/** The resources of all templates in a folder that the CDK has written. */
export const readResources = (folder: string): Resource[] =>
  Object.entries(readTemplates(folder)).flatMap(([stack, template]) => resourcesOf(stack, template));
