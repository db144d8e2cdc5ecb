import { randomUUID } from 'node:crypto';
import type { Job } from '../contract/live-events.ts';
import { errorWords } from './error-words.ts';

/** How a job reports what it does. */
export interface JobProgress {
  readonly signal: AbortSignal;
  report(change: Partial<Pick<Job, 'done' | 'total' | 'text'>>): void;
  /** Adds a line to its log. */
  line(text: string): void;
}

export interface NewJob extends Pick<Job, 'kind' | 'title' | 'total'> {
  /** What it ends with; a rejection fails it. */
  readonly run: (progress: JobProgress) => Promise<string>;
}

/** There is a job of this kind already. */
export class JobRunningError extends Error {
  override readonly name = 'JobRunningError';
}

export interface JobBoard {
  /** @throws JobRunningError */
  start(job: NewJob): Job;
  cancel(id: string): boolean;
  list(): readonly Job[];
  stop(): Promise<void>;
}

const KEPT = 8;
const MOST_LINES = 500;

/** The work that takes longer than a request; one of each kind at a time. The last jobs stay to be read. */
export function jobBoard(): JobBoard {
  const jobs = new Map<string, { job: Job; readonly abort: AbortController; ended: Promise<void> }>();
  const change = (id: string, by: Partial<Job>) => {
    const entry = jobs.get(id);
    if (entry) entry.job = { ...entry.job, ...by };
  };
  const forget = () => {
    const ended = [...jobs].filter(([, { job }]) => job.state !== 'running').map(([id]) => id);
    for (const id of ended.slice(0, Math.max(0, jobs.size - KEPT))) jobs.delete(id);
  };
  return {
    start({ kind, title, total, run }) {
      if ([...jobs.values()].some(({ job }) => job.kind === kind && job.state === 'running'))
        throw new JobRunningError(`A ${kind} is under way: cancel it, or wait for its end.`);
      const abort = new AbortController();
      const job: Job = { id: randomUUID(), kind, title, total, done: 0, state: 'running', text: '', lines: [] };
      const lines: string[] = [];
      const progress: JobProgress = {
        signal: abort.signal,
        report: (by) => change(job.id, by),
        line(text) {
          lines.push(text);
          change(job.id, { lines: lines.slice(-MOST_LINES), text });
        },
      };
      const entry = { job, abort, ended: Promise.resolve() };
      jobs.set(job.id, entry);
      entry.ended = run(progress).then(
        (text) => change(job.id, { state: abort.signal.aborted ? 'cancelled' : 'done', text }),
        (error: unknown) => change(job.id, jobEnd(abort.signal, error)),
      );
      forget();
      return job;
    },
    cancel(id) {
      const entry = jobs.get(id);
      if (entry?.job.state !== 'running') return false;
      entry.abort.abort(new Error('Cancelled'));
      return true;
    },
    list: () => [...jobs.values()].map(({ job }) => job),
    async stop() {
      for (const { abort } of jobs.values()) abort.abort(new Error('Cancelled'));
      await Promise.all([...jobs.values()].map(({ ended }) => ended));
    },
  };
}

const jobEnd = ({ aborted }: AbortSignal, error: unknown): Partial<Job> =>
  aborted ? { state: 'cancelled', text: 'Cancelled' } : { state: 'failed', text: errorWords(error) };
