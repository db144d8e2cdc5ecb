import * as z from 'zod/mini';
import { redriveQuarantine } from '../../cli/ops/redrive-command.ts';
import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import type { Done } from '../contract/console-views.ts';
import { type Action, type ActionDeps, ActionError, sentBody } from './action.ts';
import type { JobProgress } from './job-board.ts';
import { localActions } from './local-actions.ts';
import { runCommand, shellWords } from './run-command.ts';

const DryRun = z.object({ dryRun: z._default(z.boolean(), false) });
const Reason = z.object({ reason: z.string().check(z.regex(/^[^\0]+$/)), dryRun: z._default(z.boolean(), false) });
const Redrive = z.object({
  consumer: z.enum(CONSUMER_NAMES),
  error: z.optional(z.string()),
  rate: z.int().check(z.gte(1), z.lte(10_000)),
  dryRun: z.boolean(),
});
const Replay = z.object({ consumer: z.enum(CONSUMER_NAMES), from: z.string(), dryRun: z.boolean() });
/** What the page's buttons do, by `METHOD path`: the operators' own commands wherever there is one. */
export function consoleActions(deps: ActionDeps): Readonly<Record<string, Action>> {
  const ops = operatorCommands(deps);
  return {
    'orders/:id/requeue': (body, id) => ops(['requeue', id, ...dryRunIn(body)]),
    'orders/:id/retry': (body, id) => ops(['retry', id, ...dryRunIn(body)]),
    'reviews/:id/resolve': (body, id) => {
      const { reason } = sentBody(Reason, body);
      return ops(['review', 'resolve', id, '--reason', reason, '--by', 'console', ...dryRunIn(body)]);
    },
    reconcile: () => ops(['reconcile']),
    replay: (body) => {
      const { consumer, from } = sentBody(Replay, body);
      return ops(['replay', '--consumer', consumer, '--to', from, ...dryRunIn(body)]);
    },
    'sources/:id/pause': (_body, id) => ops(['sources', 'disable', id]),
    'sources/:id/resume': (_body, id) => ops(['sources', 'enable', id]),
    'dead-letters/redrive': (body) => redriveAction(deps, sentBody(Redrive, body)),
    'jobs/:id/cancel': async (_body, id) => {
      if (!deps.jobs.cancel(id)) throw new ActionError(404, `There is no job ${id} that runs.`);
      return { ok: true, text: 'It ends after what it does now.' };
    },
    ...localActions(deps),
  };
}

const dryRunIn = (body: unknown) => (sentBody(DryRun, body).dryRun ? ['--dry-run'] : []);

/** Runs an operator's command; what it prints is the answer. */
function operatorCommands({ stageArgs, env, note }: ActionDeps) {
  return async (args: readonly string[]): Promise<Done> => {
    const { code, text } = await runCommand({ program: 'cli/ops.ts', args: [...args, ...stageArgs], env });
    const entry = { at: Date.now(), action: args[0] ?? '', on: args[1] ?? '', command: commandText(args, stageArgs) };
    if (!args.includes('--dry-run')) note({ ...entry, outcome: firstLine(text) });
    if (code >= 2) throw new ActionError(502, text);
    return { ok: code === 0, text };
  };
}

const commandText = (args: readonly string[], stageArgs: readonly string[]) =>
  `npm run ops -- ${shellWords(...args, ...stageArgs)}`;

const firstLine = (text: string) => text.split('\n')[0] ?? '';

async function redriveAction({ system, jobs, note }: ActionDeps, options: z.output<typeof Redrive>): Promise<Done> {
  const run = async ({ signal, report, line }: JobProgress) => {
    const { redriven, others, superseded, refused } = await redriveQuarantine(system, options, (done, total) => {
      report({ done, total, text: `${done} of ${total}` });
      signal.throwIfAborted();
    });
    for (const { place, reason } of refused) line(`refused ${place.partition}/${place.offset}: ${reason}`);
    const text = `${redriven} ${options.dryRun ? 'would be put back' : 'put back'}, ${refused.length} refused, ${others} with other errors, ${superseded} superseded`;
    if (!options.dryRun)
      note({
        at: Date.now(),
        action: 'redrive',
        on: options.consumer,
        outcome: text,
        command: redriveCommand(options),
      });
    return text;
  };
  const { id } = jobs.start({ kind: 'redrive', title: `Redrive of ${options.consumer}`, total: 0, run });
  return { ok: true, text: 'Begun', job: id };
}

const redriveCommand = ({ consumer, error, rate }: z.output<typeof Redrive>) =>
  `npm run ops -- ${shellWords('redrive', '--consumer', consumer, ...(error === undefined ? [] : ['--error', error]), '--rate', rate)}`;
