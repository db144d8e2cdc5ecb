import { Command } from 'commander';
import { stages } from '../lib/stages.ts';
import { localIssuer } from '../local/http/issuer.ts';
import { issuerKeyFile, readSettings } from '../local/settings.ts';

const tenant = new Command('npm run token --')
  .description(
    "Prints a bearer token of the local system's identity provider; without one a request is of tenant local.",
  )
  .argument('<tenant>', 'who the token is for, e.g. acme')
  .addHelpText(
    'after',
    '\nUse it with: curl -H "authorization: Bearer $(npm run -s token -- acme)" …\nEnvironment: DATA_DIR',
  )
  .parse().args[0];

const issuer = localIssuer(issuerKeyFile(readSettings(process.env)), stages.dev.tenantClaim);
console.log(await issuer.token(tenant ?? ''));
