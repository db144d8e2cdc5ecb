import { effect, type ReadonlySignal } from '@preact/signals';
import type { Done } from '../../contract/console-views.ts';
import type { Live } from '../../contract/live-events.ts';

export type LiveJobs = ReadonlySignal<Pick<Live, 'at' | 'jobs'> | null>;

/** After this a job that the server does not list is one that it does not know. */
const TIMEOUT_MS = 10_000;

/** What a write ends with: where it began a job, when that has ended. */
export async function endOfJob(begun: Done, lives: LiveJobs): Promise<Done> {
  const { job } = begun;
  if (job === undefined) return begun;
  const watch = jobWatch(job);
  return await new Promise((resolve) => {
    const ended = new AbortController();
    const stop = effect(() => {
      const end = lives.value && watch(lives.value);
      if (!end) return;
      resolve(end);
      ended.abort();
    });
    // The first look happens before there is anything to stop.
    if (ended.signal.aborted) stop();
    else ended.signal.addEventListener('abort', stop);
  });
}

/** What a job has ended with, once it has; a server that was started anew knows nothing of it. */
function jobWatch(id: string) {
  let isKnown = false;
  let since: number | undefined;
  return ({ at, jobs }: Pick<Live, 'at' | 'jobs'>): Done | undefined => {
    since ??= at;
    const job = jobs.find((one) => one.id === id);
    if (job === undefined && !isKnown && at - since < TIMEOUT_MS) return undefined;
    if (job === undefined) return { ok: false, text: 'The console does not know any more how it ended.' };
    isKnown = true;
    return job.state === 'running' ? undefined : { ok: job.state === 'done', text: job.text };
  };
}
