import { acceptPath } from '../accept-path.ts';
import { coldStart } from '../cold-start.ts';
import { growth } from '../growth.ts';
import { localRun } from '../local-run.ts';
import { processor } from '../processor.ts';
import { publisher } from '../publisher.ts';
import { receipts } from '../receipts.ts';
import { redelivery } from '../redelivery.ts';
import { relay } from '../relay.ts';
import { scans } from '../scans.ts';
import { warmStart } from '../warm-start.ts';
import { writeUnits } from '../write-units.ts';
import type { Figure } from './figure.ts';

/** All figures, in the order of docs/performance.md. The other files of bench/ are longer measurements with reports of their own. */
export const FIGURES: readonly Figure[] = [
  writeUnits,
  acceptPath,
  processor,
  redelivery,
  publisher,
  receipts,
  growth,
  relay,
  localRun,
  warmStart,
  scans,
  coldStart,
];
