import type { Stage } from '../../lib/stages.ts';
import { emulatorTenant } from '../aws/caller.ts';
import { LOCAL, type SystemOptions } from '../ops/system.ts';
import { type Send, sendAsBearer, sendSigned } from './send.ts';

interface Access extends SystemOptions {
  readonly token?: string;
}

/** Calls the order API as the stage wants it: with a token, signed, or on this machine as anybody. */
export async function accessTo(url: string, { auth, region, endpoint }: Stage, options: Access): Promise<Send> {
  const { stage, token, profile } = options;
  if (token !== undefined || stage === LOCAL) return sendAsBearer(url, token);
  if (auth.kind === 'jwt')
    throw new Error(
      `Stage ${stage} lets in bearers of a token of ${auth.issuer}: give one with --token or SMOKE_TOKEN.`,
    );
  const client = { region: options.region ?? region, ...(profile !== undefined && { profile }) };
  const credentials = endpoint === undefined ? undefined : await emulatorTenant(client);
  return sendSigned(url, { ...client, ...(credentials && { credentials }) });
}
