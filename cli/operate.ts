// An operators' command as it stands by itself: `chargeonce lag`.
import { reportFailure } from './aws/report-failure.ts';
import { CHARGEONCE } from './ops/command.ts';
import { operation } from './ops/operations.ts';
import { projectCommand } from './project-command.ts';

try {
  const [name = ''] = process.argv.slice(2);
  const command = await operation(name);
  if (command === undefined) throw new Error(`There is no command "${name}": chargeonce --help`);
  await projectCommand(CHARGEONCE).exitOverride().addCommand(command).parseAsync();
} catch (error) {
  reportFailure(error);
}
