import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { lockedPackages } from './supply-chain/lockfile.ts';
import { INSTALL_SCRIPTS } from './supply-chain/policy.ts';
import {
  actionFaults,
  installScriptFaults,
  licenceFaults,
  originFaults,
  requirementFaults,
} from './supply-chain/supply-chain-faults.ts';

const Project = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

const packages = lockedPackages();
const { allowScripts } = Project.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const faults = [
  ...installScriptFaults(packages, { allowScripts, reasons: INSTALL_SCRIPTS }),
  ...licenceFaults(packages),
  ...originFaults(packages),
  ...requirementFaults(),
  ...actionFaults(),
];
console.log(`${packages.length} packages`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
