import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Done } from '../../contract/console-views.ts';
import { wordsOf } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { OutcomeBadge } from './view-parts.tsx';

interface DryRunButtonProps {
  readonly label: string;
  readonly command: string;
  /** Does it, or only says what it would do. */
  readonly act: (dryRun: boolean) => Promise<Done>;
  readonly disabledBy?: string | undefined;
}

type Step =
  | { readonly kind: 'idle' }
  | { readonly kind: 'would'; readonly done: Done; readonly act: DryRunButtonProps['act'] }
  | { readonly kind: 'running' }
  | { readonly kind: 'did'; readonly done: Done };

/** An action in two steps: it says what it would do, and does it when that is agreed to. */
export function DryRunButton({ label, command, act, disabledBy }: DryRunButtonProps) {
  const step = useSignal<Step>({ kind: 'idle' });
  const look = async () => {
    step.value = { kind: 'would', done: await doneOf(() => act(true)), act };
    return undefined;
  };
  const said = useRef<HTMLDivElement>(null);
  /** What was looked at, also where the button would do something else by then. */
  const run = async (seen: DryRunButtonProps['act']) => {
    // The button that was pressed goes away: the keyboard stays where its result will be.
    said.current?.focus();
    step.value = { kind: 'running' };
    step.value = { kind: 'did', done: await doneOf(() => seen(false)) };
  };
  return (
    <div class="dry-run">
      <CommandButton label={label} command={command} onRun={look} disabledBy={disabledBy} />
      <div ref={said} role="status" tabIndex={-1}>
        <StepText step={step.value} label={label} />
      </div>
      {step.value.kind === 'would' && (
        <Agreement
          {...step.value}
          label={label}
          onYes={(seen) => void run(seen)}
          onNo={() => (step.value = { kind: 'idle' })}
        />
      )}
    </div>
  );
}

interface AgreementProps extends Omit<Extract<Step, { kind: 'would' }>, 'kind'> {
  readonly label: string;
  readonly onYes: (seen: DryRunButtonProps['act']) => void;
  readonly onNo: () => void;
}

function Agreement({ label, done, act, onYes, onNo }: AgreementProps) {
  return (
    <div class="row">
      {done.ok && (
        <button type="button" class="button-main" onClick={() => onYes(act)}>
          Do it: {label.toLowerCase()}
        </button>
      )}
      <button type="button" onClick={onNo}>
        {done.ok ? 'Leave it' : 'Close'}
      </button>
    </div>
  );
}

/** How the text of a step is marked: where it is ok, and where not. */
const MARKS = {
  would: { true: { outcome: 'note', word: 'dry run' }, false: { outcome: 'failed', word: 'refused' } },
  did: { true: { outcome: 'ok', word: 'done' }, false: { outcome: 'failed', word: 'failed' } },
} as const;

function StepText({ step, label }: { readonly step: Step; readonly label: string }) {
  if (step.kind === 'idle') return null;
  if (step.kind === 'running') return <p class="muted">{label} …</p>;
  const { ok, text } = step.done;
  const { outcome, word } = MARKS[step.kind][`${ok}`];
  return (
    <p class="dry-run-text">
      <OutcomeBadge outcome={outcome} text={word} /> <span class={text.includes('\n') ? 'mono' : ''}>{text}</span>
    </p>
  );
}

/** A refusal by the console is shown like one by the system. */
async function doneOf(call: () => Promise<Done>): Promise<Done> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, text: wordsOf(error) };
  }
}
