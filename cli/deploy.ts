import { terminal } from './aws/operator-terminal.ts';
import { runAtAws } from './aws/report-failure.ts';
import { deployStage } from './deploy/deploy-stage.ts';
import type { DeployOptions } from './deploy/target.ts';
import { projectCommand } from './project-command.ts';

const program = projectCommand('npm run deploy --')
  .description(
    'Deploys a stage into AWS: shows what would change and what it costs, asks, and prints a first request to try.',
  )
  .requiredOption('--stage <name>', 'dev or prod (lib/stages.ts); at an AWS emulator any name')
  .option('--cluster <arn>', 'deploy only topics and flow, on an MSK cluster that is there already')
  .option('--vpc <id>', "that cluster's network")
  .option('--subnets <ids>', 'its private subnets, separated by commas')
  .option('--security-group <id>', 'a security group that may reach its brokers')
  .option('--topic-prefix <text>', 'precedes topics and consumer groups on a shared cluster')
  .option('--brokers <host:port>', 'for an AWS emulator (AWS_ENDPOINT_URL)')
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "must be the stage's: a stage's region is in lib/stages.ts")
  .option('--assembly <folder>', 'where the templates are written (default: .local/deploy/<stage>)')
  .option('--yes', 'agree to everything beforehand, also to bootstrapping: for a pipeline', false)
  .addHelpText(
    'after',
    '\nExit codes: 0 deployed, or nothing differs; 1 refused by you; 2 it could not run.' +
      "\nEnvironment: AWS's own variables, with AWS_ENDPOINT_URL. See docs/deploy.md",
  );

await runAtAws(program, () => deployStage(program.opts<DeployOptions>(), terminal));
