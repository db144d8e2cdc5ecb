import { InvalidArgumentError } from 'commander';
import { stages } from '../lib/stages.ts';
import { settingsOfRunning } from '../local/data-folder.ts';
import { localIssuer } from '../local/issuer.ts';
import { issuerKeyFile } from '../local/settings.ts';
import { reportFailure } from './aws/report-failure.ts';
import { projectCommand } from './project-command.ts';

const tenant = projectCommand('npm run token --')
  .description(
    "Prints a bearer token of the local system's identity provider; without one a request is of tenant local.",
  )
  .argument('<tenant>', 'who the token is for, e.g. acme', readTenant)
  .addHelpText(
    'after',
    '\nUse it with: curl -H "authorization: Bearer $(npm run -s token -- acme)" …\nEnvironment: CHARGEONCE_DATA_DIR or DATA_DIR, the folder of the running system.',
  )
  .parse().args[0];

/** As the API reads it. */
function readTenant(text: string): string {
  if (text.length >= 1 && text.length <= 256) return text;
  throw new InvalidArgumentError('A tenant has 1 to 256 characters.');
}

try {
  const issuer = localIssuer(issuerKeyFile(settingsOfRunning(process.env)), stages.dev.tenantClaim);
  console.log(await issuer.token(tenant ?? ''));
} catch (error) {
  reportFailure(error);
}
