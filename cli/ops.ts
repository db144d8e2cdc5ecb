import { reportFailure } from './aws/report-failure.ts';
import { auditCommand } from './ops/audit-command.ts';
import { backfillCommand } from './ops/backfill-command.ts';
import { dlqCommand } from './ops/dlq-command.ts';
import { failedCommand, openCommand } from './ops/open-commands.ts';
import { orderCommand, ordersCommand } from './ops/order-commands.ts';
import { parkedCommand, retryCommand } from './ops/parked-commands.ts';
import { rebuildDedupCommand } from './ops/rebuild-dedup-command.ts';
import { reconcileCommand, requeueCommand } from './ops/reconcile-commands.ts';
import { redriveCommand } from './ops/redrive-command.ts';
import { replayCommand } from './ops/replay-command.ts';
import { reviewCommand } from './ops/review-commands.ts';
import { sourcesCommand } from './ops/source-commands.ts';
import { lagCommand, statusCommand } from './ops/status-commands.ts';
import { projectCommand } from './project-command.ts';

const program = projectCommand('npm run ops --')
  .description("The operator's commands, for the system on this machine or a stage in AWS.")
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 the answer is no (not found, differs, refused); 2 it could not be carried out (wrong options,' +
      '\nno such stage, a failed call). --dry-run sends nothing that writes.' +
      "\nEnvironment: CHARGEONCE_DATA_DIR or DATA_DIR of npm start; AWS's own variables; GATEWAY_KEY, a key of the stage's gateway account.",
  )
  .exitOverride();
const commands = [
  statusCommand,
  orderCommand,
  ordersCommand,
  openCommand,
  failedCommand,
  requeueCommand,
  reconcileCommand,
  parkedCommand,
  retryCommand,
  reviewCommand,
  dlqCommand,
  redriveCommand,
  replayCommand,
  sourcesCommand,
  lagCommand,
  auditCommand,
  backfillCommand,
  rebuildDedupCommand,
];
for (const command of commands) program.addCommand(command);
try {
  await program.parseAsync();
} catch (error) {
  reportFailure(error);
}
