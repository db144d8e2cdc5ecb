import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z._default(z.record(z.string(), z.unknown()), {}),
      Metadata: z.optional(z.record(z.string(), z.unknown())),
    }),
  ),
  Outputs: z._default(
    z.record(z.string(), z.object({ Value: z.unknown(), Export: z.optional(z.object({ Name: z.string() })) })),
    {},
  ),
});

export type Template = z.output<typeof Template>;
export type TemplateResource = Template['Resources'][string];

const CONTEXT = { stage: 'dev', 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:disable-asset-staging': true };

/** Synthesises stage dev into `folder`, in a process of its own: the CDK takes 200 MB that it would never give back. */
export async function synthesise(folder: string): Promise<Template[]> {
  const cdk = { CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT), CDK_VALIDATION: 'false' };
  const app = resolve(import.meta.dirname, '../lib/app.ts');
  await promisify(execFile)(process.execPath, [app], { env: { ...process.env, ...cdk } });
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => z.parse(Template, JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}
