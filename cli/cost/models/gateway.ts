import * as z from 'zod/mini';
import { measured } from '../measured-units.ts';
import { type Resource, read } from '../resources.ts';
import type { Usage } from '../usage.ts';

const Settings = z.object({ Environment: z.object({ Variables: z.object({ GATEWAY_URL: z.unknown() }) }) });

/** The simulator's address is known after deployment only, that of a gateway elsewhere is written out. */
export const gatewayOf = (processor: Resource): 'external' | 'simulator' =>
  typeof read(Settings, processor).Environment.Variables.GATEWAY_URL === 'string' ? 'external' : 'simulator';

export const gatewayUsage = (processor: Resource): Usage[] =>
  gatewayOf(processor) === 'simulator'
    ? []
    : [{ what: 'charges sent to the gateway', price: 'internet-transfer', perOrder: measured('gateway/sent') / 1e9 }];
