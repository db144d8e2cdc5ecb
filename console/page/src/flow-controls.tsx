import { useSignal } from '@preact/signals';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { live, meta } from './console-store.ts';
import { JobsOfKinds } from './job-progress.tsx';
import { NumberField, wrongNumber } from './number-field.tsx';
import { StoryLines } from './story-lines.tsx';
import { consoleCommand } from './view-format.ts';

function isRunning(wanted: 'load' | 'story') {
  return live.value?.jobs.some(({ kind, state }) => kind === wanted && state === 'running') === true;
}

/** Many orders, for a while; on this machine only. */
export function LoadForm() {
  const rate = useSignal('10');
  const seconds = useSignal('30');
  const fields = [
    { label: 'Orders a second', of: rate, highest: 500 },
    { label: 'Seconds', of: seconds, highest: 600 },
  ] as const;
  if (meta.value?.isLocal !== true) return null;
  const orders = Number(rate.value) * Number(seconds.value);
  return (
    <section class="card" aria-label="Load">
      <h3>Load</h3>
      <div class="row fields">
        {fields.map((field) => (
          <NumberField key={field.label} {...field} />
        ))}
      </div>
      <CommandButton
        label="Send orders"
        disabledBy={isRunning('load') ? 'A load is running.' : wrongNumber(...fields)}
        command={`npm run load -- --orders ${orders} --rate ${rate.value}`}
        onRun={() => post('/api/load', { perSecond: Number(rate.value), seconds: Number(seconds.value) })}
      />
      <JobsOfKinds kinds={['load']} />
    </section>
  );
}

/** What can go wrong, one thing after the other; on this machine only. */
export function StoryCard() {
  if (meta.value?.isLocal !== true) return null;
  return (
    <section class="card" aria-label="The story">
      <h3>The story</h3>
      <p class="muted">
        Orders are placed while batches are delivered three times and the broker is killed. Each order is still charged
        once. Watch the flow above.
      </p>
      <CommandButton
        label="Run the story"
        disabledBy={isRunning('story') ? 'The story is running.' : undefined}
        command={consoleCommand(location.origin, '/api/story', meta.value.tokenFile)}
        onRun={() => post('/api/story', {})}
      />
      <StoryLines />
    </section>
  );
}
