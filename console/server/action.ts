import * as z from 'zod/mini';
import type { System } from '../../cli/ops/system.ts';
import type { RunningApp } from '../../local/run-app.ts';
import type { AuditEntry, Done } from '../contract/console-views.ts';
import type { Books } from '../contract/live-events.ts';
import type { JobBoard } from './job-board.ts';

/** What the request asks for can't be done; the status says whose fault it is. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly status: 400 | 404 | 409 | 502;

  constructor(status: ActionError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

export interface ActionDeps {
  readonly system: System;
  readonly local: RunningApp | undefined;
  readonly jobs: JobBoard;
  /** Of the commands that are run: it names the system. */
  readonly env: NodeJS.ProcessEnv;
  /** What is given to a command beside its own arguments: stage, profile, region. */
  readonly stageArgs: readonly string[];
  readonly note: (entry: AuditEntry) => void;
  /** The books as they were read last. */
  readonly books: () => Pick<Books, 'open' | 'lost' | 'double'>;
}

export type Action = (body: unknown, parameter: string) => Promise<Done>;

/** Reads what a button sends. @throws ActionError */
export function sentBody<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = z.safeParse(schema, body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ActionError(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}`);
}
