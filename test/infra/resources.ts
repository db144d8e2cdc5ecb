import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { plain } from '../../rules/plain.ts';

/** The resources of a type whose ids begin so, as they read, by id. */
export function resources(template: Template, type: string, idPrefix = ''): Readonly<Record<string, unknown>> {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(idPrefix));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), plain(Properties)]));
}

/** The properties of the one resource of a type whose id begins so. */
export function resource(template: Template, type: string, idPrefix = ''): unknown {
  const [found, ...others] = Object.values(resources(template, type, idPrefix));
  if (found === undefined || others.length > 0)
    throw new Error(`Not one ${type} ${idPrefix} but ${others.length + 1}.`);
  return found;
}

const Resources = z.record(z.string(), z.object({ Type: z.string(), DeletionPolicy: z.optional(z.string()) }));

/** What is said of each resource beside its properties. */
export const allResources = (template: Template) => Object.values(Resources.parse(template.toJSON()['Resources']));
