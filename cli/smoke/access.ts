import type { Stage } from '../../lib/stages.ts';
import { LOCAL, type SystemOptions } from '../ops/system.ts';
import { type Send, sendAsBearer, sendSigned } from './send.ts';

interface Access extends SystemOptions {
  readonly token?: string;
}

/** Calls the order API as the stage wants it: with a token, signed, or on this machine as anybody. */
export function accessTo(url: string, { auth, region }: Stage, options: Access): Send {
  const { stage, token, profile } = options;
  if (token !== undefined || stage === LOCAL) return sendAsBearer(url, token);
  if (auth.kind === 'jwt')
    throw new Error(
      `Stage ${stage} lets in bearers of a token of ${auth.issuer}: give one with --token or SMOKE_TOKEN.`,
    );
  return sendSigned(url, { region: options.region ?? region, ...(profile !== undefined && { profile }) });
}
