import { useSignal } from '@preact/signals';
import type { Done } from '../../contract/console-views.ts';
import { post } from './call-console.ts';
import { live, meta } from './console-store.ts';
import { DryRunButton } from './dry-run-button.tsx';
import { endOfJob } from './job-end.ts';
import { type DeadLetterGroup, redrivesOf, redriveWords } from './redrive-choice.ts';
import { equivalentCommand } from './view-format.ts';

const USUAL_RATE = 100;

interface RedriveFormProps {
  readonly groups: readonly DeadLetterGroup[];
  readonly chosen: ReadonlySet<string>;
}

/** Puts the chosen groups back into their topics; first it says what it would put back. */
export function RedriveForm({ groups, chosen }: RedriveFormProps) {
  const rate = useSignal(USUAL_RATE);
  const isRate = Number.isInteger(rate.value) && rate.value > 0;
  const redrives = redrivesOf(groups, chosen, isRate ? rate.value : USUAL_RATE);
  const commands = redrives.map((redrive) => equivalentCommand(meta.value, ...redriveWords(redrive)));
  const act = async (dryRun: boolean): Promise<Done> => {
    const all: Done[] = [];
    // One after the other: the console runs one at a time.
    for (const redrive of redrives) {
      const end = await endOfJob(await post('/api/dead-letters/redrive', { ...redrive, dryRun }), live);
      all.push({ ...end, text: `${redrive.consumer} ${redrive.error ?? 'all errors'}: ${end.text}` });
      if (!end.ok) break;
    }
    return { ok: all.every(({ ok }) => ok), text: all.map(({ text }) => text).join('\n') };
  };
  return (
    <div class="row view-form">
      <label>
        At most a second
        <input
          type="number"
          min="1"
          value={rate.value}
          aria-invalid={!isRate}
          onInput={({ currentTarget }) => (rate.value = currentTarget.valueAsNumber)}
        />
      </label>
      <DryRunButton
        // Another group that comes meanwhile takes nothing away of what is said of these.
        key={JSON.stringify([[...chosen].sort(), rate.value])}
        label="Redrive"
        command={commands.join('; ') || 'npm run ops -- redrive --help'}
        act={act}
        disabledBy={reasonAgainst(redrives.length, isRate)}
      />
    </div>
  );
}

function reasonAgainst(chosen: number, isRate: boolean): string | undefined {
  if (chosen === 0) return 'Choose at least one group.';
  return isRate ? undefined : 'The rate is a whole number from 1.';
}
