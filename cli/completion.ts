import { Argument } from 'commander';
import { commandTree } from './completion/command-tree.ts';
import { SHELLS, type Shell } from './completion/shell-scripts.ts';
import { projectCommand } from './project-command.ts';

const program = projectCommand('chargeonce completion')
  .description('Prints the script by which a shell completes commands, subcommands, options and their values.')
  .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
  .addHelpText(
    'after',
    '\nThe command itself must be on the PATH as "chargeonce", such as by: alias chargeonce="node $PWD/bin/chargeonce.mjs"' +
      '\nThen: source <(chargeonce completion bash), or zsh; in fish: chargeonce completion fish | source',
  )
  .parse();

process.exitCode = 0;
const [shell] = program.processedArgs as [Shell];
process.stdout.write(SHELLS[shell](await commandTree(program)), () => process.exit(0));
