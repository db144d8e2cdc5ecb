import type { Command } from 'commander';
import { examplesOf, projectCommand } from '../project-command.ts';

const OPERATIONS: Readonly<Record<string, () => Promise<Command>>> = {
  status: async () => (await import('./status-commands.ts')).statusCommand,
  lag: async () => (await import('./status-commands.ts')).lagCommand,
  get: async () => (await import('./order-commands.ts')).orderCommand.name('get'),
  orders: async () => (await import('./order-commands.ts')).ordersCommand,
  open: async () => (await import('./open-commands.ts')).openCommand,
  failed: async () => (await import('./open-commands.ts')).failedCommand,
  parked: async () => (await import('./parked-commands.ts')).parkedCommand,
  retry: async () => (await import('./parked-commands.ts')).retryCommand,
  requeue: async () => (await import('./reconcile-commands.ts')).requeueCommand,
  reconcile: async () => (await import('./reconcile-commands.ts')).reconcileCommand,
  review: async () => (await import('./review-commands.ts')).reviewCommand,
  dlq: deadLetters,
  replay: async () => (await import('./replay-command.ts')).replayCommand,
  audit: async () => (await import('./audit-command.ts')).auditCommand,
  backfill: async () => (await import('./backfill-command.ts')).backfillCommand,
  sources: async () => (await import('./source-commands.ts')).sourcesCommand,
  'rebuild-dedup': async () => (await import('./rebuild-dedup-command.ts')).rebuildDedupCommand,
};

/** Listing and redriving are two commands of `npm run ops`, `dlq` and `redrive`. */
async function deadLetters(): Promise<Command> {
  const [{ dlqCommand }, { redriveCommand }] = await Promise.all([
    import('./dlq-command.ts'),
    import('./redrive-command.ts'),
  ]);
  return projectCommand('dlq')
    .description('Records that their consumer can never process: ls, redrive.')
    .exitOverride()
    .addCommand(dlqCommand.name('ls'))
    .addCommand(redriveCommand);
}

/** The command with that name as a command of `chargeonce`; undefined where there is none. */
export const operation = async (name: string): Promise<Command | undefined> =>
  (await OPERATIONS[name]?.())?.addHelpText('after', examplesOf(name));
