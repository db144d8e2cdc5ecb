import { projectCommand } from '../local/project-command.ts';
import { reportFailure } from './aws/report-failure.ts';
import { backfillCommand } from './ops/backfill.ts';
import { dlqCommand } from './ops/dlq.ts';
import { lagCommand } from './ops/lag.ts';
import { failedCommand, openCommand } from './ops/open.ts';
import { orderCommand } from './ops/order.ts';
import { ordersCommand } from './ops/orders.ts';
import { parkedCommand, retryCommand } from './ops/parked.ts';
import { rebuildDedupCommand } from './ops/rebuild-dedup.ts';
import { reconcileCommand } from './ops/reconcile.ts';
import { redriveCommand } from './ops/redrive.ts';
import { replayCommand } from './ops/replay.ts';
import { requeueCommand } from './ops/requeue.ts';
import { reviewCommand } from './ops/review.ts';
import { sourcesCommand } from './ops/sources.ts';
import { statusCommand } from './ops/status.ts';

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
  backfillCommand,
  rebuildDedupCommand,
];
for (const command of commands) program.addCommand(command);
try {
  await program.parseAsync();
} catch (error) {
  reportFailure(error);
}
