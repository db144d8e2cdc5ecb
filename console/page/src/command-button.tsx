import { useSignal } from '@preact/signals';
import type { Done } from '../../contract/console-views.ts';
import { wordsOf } from './call-console.ts';
import { CodeChip } from './code-chip.tsx';
import { meta } from './console-store.ts';
import { showToast } from './page-toasts.tsx';

interface CommandButtonProps {
  readonly label: string;
  /** What does the same in a terminal; shown beside the button. */
  readonly command: string;
  /** What the action will do, where it must be agreed to first. */
  readonly confirm?: string;
  /** Its result is shown as a toast; return nothing to show it elsewhere. */
  readonly onRun: () => Promise<Done | undefined>;
  /** Why it is not possible at the moment; undefined where it is. */
  readonly disabledBy?: string | undefined;
  readonly kind?: 'main' | 'danger';
}

/** A button that changes something, with its command; refused where the console only reads. */
export function CommandButton(props: CommandButtonProps) {
  const { label, command, confirm, onRun, disabledBy } = props;
  const step = useSignal<'idle' | 'asked' | 'running'>('idle');
  const reason = meta.value?.writes === false ? 'This console only reads.' : disabledBy;
  const run = async () => {
    step.value = 'running';
    await runAndReport(onRun);
    step.value = 'idle';
  };
  const press = () => {
    if (confirm === undefined) void run();
    else step.value = 'asked';
  };
  return (
    <div class="command-button">
      {step.value === 'asked' ? (
        <Question
          {...props}
          onYes={() => void run()}
          onNo={() => {
            step.value = 'idle';
          }}
        />
      ) : (
        <button
          type="button"
          class={classOf(props)}
          disabled={reason !== undefined || step.value === 'running'}
          onClick={press}
        >
          {step.value === 'running' ? `${label} …` : label}
        </button>
      )}
      {reason !== undefined && <span class="muted">{reason}</span>}
      <CodeChip code={command} />
    </div>
  );
}

type QuestionProps = CommandButtonProps & { readonly onYes: () => void; readonly onNo: () => void };

function Question({ onYes, onNo, ...props }: QuestionProps) {
  return (
    <fieldset class="confirm">
      <legend class="spoken">Confirm: {props.label}</legend>
      <span>{props.confirm}</span>
      <button type="button" class={classOf(props)} onClick={onYes}>
        Yes, {props.label.toLowerCase()}
      </button>
      <button type="button" onClick={onNo}>
        No
      </button>
    </fieldset>
  );
}

const classOf = ({ kind }: CommandButtonProps) => (kind === undefined ? '' : `button-${kind}`);

async function runAndReport(onRun: () => Promise<Done | undefined>) {
  try {
    const done = await onRun();
    if (done === undefined) return;
    const { ok, text, orderId } = done;
    const link = orderId === undefined ? undefined : { href: `#/orders/${orderId}`, text: 'Its timeline' };
    showToast({ ok, text, ...(link && { link }) });
  } catch (error) {
    showToast({ ok: false, text: wordsOf(error) });
  }
}
