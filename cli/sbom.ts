import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { projectCommand } from './project-command.ts';
import { billOfMaterials } from './sbom/bill-of-materials.ts';
import { deployedFunctions } from './sbom/deployed-functions.ts';
import { lockedPackages } from './supply-chain/lockfile.ts';

const FILE = 'dist/sbom.cdx.json';

projectCommand('npm run sbom')
  .description(`Writes the list of all packages in the deployed functions, as CycloneDX, to ${FILE}.`)
  .parse();

const Project = z.object({ name: z.string(), version: z.string(), license: z.string() });

const project = Project.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const functions = deployedFunctions(lockedPackages());
mkdirSync('dist', { recursive: true });
writeFileSync(FILE, billOfMaterials(project, functions));

for (const { name, packages } of functions)
  console.log(`${name.padEnd(26)} ${String(packages.length).padStart(3)} packages`);
console.log(`Written as CycloneDX: ${FILE}`);
