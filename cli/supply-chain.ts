import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { installScriptFaults } from './supply-chain/install-scripts.ts';
import { licenceFaults } from './supply-chain/licences.ts';
import { lockedPackages } from './supply-chain/lockfile.ts';
import { originFaults } from './supply-chain/origins.ts';
import { INSTALL_SCRIPTS } from './supply-chain/policy.ts';
import { requirementFaults } from './supply-chain/python-requirements.ts';
import { actionFaults } from './supply-chain/workflow-actions.ts';

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
