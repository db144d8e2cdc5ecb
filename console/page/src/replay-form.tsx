import { useSignal } from '@preact/signals';
import { post } from './call-console.ts';
import { meta } from './console-store.ts';
import { DryRunButton } from './dry-run-button.tsx';
import { isoOf } from './orders-query.ts';
import { equivalentCommand } from './view-format.ts';

/** Makes a consumer read its topic again from another place. */
export function ReplayForm() {
  const [consumer, time] = [useSignal(''), useSignal('')];
  const name = consumer.value || (meta.value?.consumers[0] ?? '');
  const from = time.value === '' ? 'earliest' : isoOf(time.value);
  return (
    <section class="card" aria-label="Replay">
      <h3>Replay</h3>
      <p class="muted">A consumer reads its topic again. What it has processed before takes no second effect.</p>
      <div class="row view-form">
        <label>
          Consumer
          <select value={name} onChange={({ currentTarget }) => (consumer.value = currentTarget.value)}>
            {(meta.value?.consumers ?? []).map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label>
          From (empty: the earliest)
          <input
            type="datetime-local"
            step="1"
            value={time.value}
            onInput={({ currentTarget }) => (time.value = currentTarget.value)}
          />
        </label>
      </div>
      <DryRunButton
        key={`${name} ${from}`}
        label="Replay"
        command={equivalentCommand(meta.value, 'replay', '--consumer', name, '--to', from)}
        act={(dryRun) => post('/api/replay', { consumer: name, from, dryRun })}
        disabledBy={from === '' ? 'The time cannot be read.' : undefined}
      />
    </section>
  );
}
