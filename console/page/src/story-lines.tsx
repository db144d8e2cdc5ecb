import { live } from './console-store.ts';
import { CancelJob } from './job-progress.tsx';
import { OutcomeBadge } from './view-parts.tsx';

const OUTCOMES = { running: 'waiting', done: 'ok', failed: 'failed', cancelled: 'note' } as const;

/** The last story, a line for each thing that has happened so far. */
export function StoryLines() {
  const story = live.value?.jobs.findLast(({ kind }) => kind === 'story');
  if (story === undefined) return null;
  const { id, state, lines, text, done, total } = story;
  return (
    <div class="stack">
      <div class="row">
        <OutcomeBadge outcome={OUTCOMES[state]} text={state} />
        <progress max={Math.max(1, total)} value={done} aria-label={`The story: ${done} of ${total}`} />
        {state === 'running' && <CancelJob id={id} />}
      </div>
      <ol class="story" aria-live="polite">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
      {lines.at(-1) !== text && <p>{text}</p>}
    </div>
  );
}
