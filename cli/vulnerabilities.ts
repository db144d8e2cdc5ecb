import { projectCommand } from './project-command.ts';
import { deployedFunctions } from './sbom/deployed-functions.ts';
import { type Advisory, advisoryFaults, findAdvisories, subjectOf } from './supply-chain/advisories.ts';
import { lockedPackages } from './supply-chain/lockfile.ts';
import { ACCEPTED_ADVISORIES } from './supply-chain/policy.ts';

projectCommand('npm run check -- vulnerabilities')
  .description('Asks OSV for advisories about the packages in the deployed functions.')
  .addHelpText(
    'after',
    '\nExit code 1 for one that is severe and not accepted in cli/supply-chain/policy.ts.' +
      '\nEnvironment: OSV_URL https://api.osv.dev, VULNERABILITY_SCAN=required for exit code 2 where OSV gives no answer.',
  )
  .parse();

const url = process.env['OSV_URL'] || 'https://api.osv.dev';
const locked = lockedPackages();
const shippable = locked.filter(({ dev }) => !dev).map((found) => [subjectOf(found), found] as const);
const packages = [...new Map(shippable).values()];

const advisories = await findAdvisories(packages, url).catch(notScanned);
if (advisories) report(deployed(advisories));

function notScanned(error: unknown) {
  const reason = error instanceof Error ? (error.cause ?? error) : error;
  console.log(`not scanned: ${url} gives no answer (${String(reason).replaceAll(/\s+/g, ' ')})`);
  process.exitCode = process.env['VULNERABILITY_SCAN'] === 'required' ? 2 : 0;
}

function report(found: readonly Advisory[]) {
  const today = new Date().toISOString().slice(0, 10);
  const faults = advisoryFaults(found, { accepted: ACCEPTED_ADVISORIES, today });
  console.log(`${packages.length} packages, ${found.length} advisories about deployed ones`);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** Not every package that is there to be shipped is part of a bundle. Bundles take a while: only where there is a reason. */
function deployed(found: readonly Advisory[]): readonly Advisory[] {
  if (found.length === 0) return found;
  const bundled = new Set(deployedFunctions(locked).flatMap((one) => one.packages.map(subjectOf)));
  return found.filter(({ subject }) => bundled.has(subject));
}
