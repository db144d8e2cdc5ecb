import { terminal } from './aws/operator-terminal.ts';
import { runAtAws } from './aws/report-failure.ts';
import { type DestroyOptions, destroyStage } from './destroy/destroy-stage.ts';
import { projectCommand } from './project-command.ts';

const program = projectCommand('npm run destroy --')
  .description('Deletes a stage from AWS: shows what goes and what stays, asks, and waits until it is gone.')
  .requiredOption('--stage <name>', 'dev or prod; at an AWS emulator any name')
  .option('--confirm <stage>', 'the name once more, where the stage keeps its data (prod)')
  .option('--brokers <host:port>', 'at an AWS emulator: delete the topics there, too')
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--yes', 'agree beforehand: for a pipeline', false)
  .addHelpText(
    'after',
    '\nExit codes: 0 deleted, or nothing was there; 1 refused; 2 it could not run.' +
      "\nEnvironment: AWS's own variables, with AWS_ENDPOINT_URL. See docs/deploy.md",
  );

await runAtAws(program, () => destroyStage(program.opts<DestroyOptions>(), terminal));
