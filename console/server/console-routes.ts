import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { jsonResponse, type LambdaResponse } from '../../lambda-local/http/payload.ts';
import type { ConsoleProblem } from '../contract/console-views.ts';
import { type Action, ActionError } from './action.ts';
import { errorWords } from './error-words.ts';
import { JobRunningError } from './job-board.ts';

/** A request that reads: the parameter of its path, and its query. */
export type ConsoleRead = (query: URLSearchParams, parameter: string) => Promise<unknown>;

interface RoutesOptions {
  /** By the path below `/api/`; `:id` is one part of it. */
  readonly reads: Readonly<Record<string, ConsoleRead>>;
  readonly actions: Readonly<Record<string, Action>>;
  /** Why what writes is refused; undefined where it is allowed. */
  readonly readOnly: string | undefined;
  /** What a request that writes must carry. */
  readonly token: string;
}

export type ApiHandler = (request: IncomingMessage, body: Buffer) => Promise<LambdaResponse>;

/** Answers what is below `/api/`. */
export function consoleRoutes({ reads, actions, readOnly, token }: RoutesOptions): ApiHandler {
  const findRead = matcher(reads);
  const findAction = matcher(actions);
  const write = async ({ headers }: IncomingMessage, path: string, body: Buffer) => {
    const found = findAction(path);
    if (found === undefined) return problem(404, `There is no /api/${path}`);
    if (readOnly !== undefined) return problem(403, readOnly);
    if (headers['x-console-token'] !== token)
      return problem(403, 'This page is of an earlier start of the console: load it again.');
    return jsonResponse(200, await found.handle(jsonIn(body), found.parameter));
  };
  const read = async (path: string, query: URLSearchParams) => {
    const found = findRead(path);
    if (found === undefined) return problem(404, `There is no /api/${path}`);
    const answer = await found.handle(query, found.parameter);
    return answer === undefined ? problem(404, 'There is none of that name.') : jsonResponse(200, answer);
  };
  return async (request, body) => {
    const [path = '', query] = (request.url ?? '').slice('/api/'.length).split(/\?(.*)/s);
    try {
      if (request.method === 'POST') return await write(request, path, body);
      if (request.method === 'GET') return await read(path, new URLSearchParams(query));
      return problem(404, `There is no ${request.method} here`);
    } catch (error) {
      return problemOf(error);
    }
  };
}

const problem = (status: number, text: string) => jsonResponse(status, { problem: text } satisfies ConsoleProblem);

function problemOf(error: unknown): LambdaResponse {
  if (error instanceof ActionError) return problem(error.status, error.message);
  if (error instanceof JobRunningError) return problem(409, error.message);
  if (error instanceof z.core.$ZodError) return problem(400, z.prettifyError(error));
  return problem(502, errorWords(error));
}

/** No name of an order, a topic, a job or a fault has other letters: a command never takes one for an option. */
const PARAMETER = /^[A-Za-z0-9][\w.-]{0,248}$/;

function matcher<Handle>(handlers: Readonly<Record<string, Handle>>) {
  const routes = Object.entries(handlers).map(([path, handle]) => ({ parts: path.split('/'), handle }));
  return (path: string): { readonly handle: Handle; readonly parameter: string } | undefined => {
    const parts = path.split('/').map(decoded);
    const fits = (pattern: readonly string[]) =>
      pattern.length === parts.length &&
      pattern.every((part, index) => part === parts[index] || (part === ':id' && PARAMETER.test(parts[index] ?? '')));
    const found = routes.find((route) => fits(route.parts));
    return found && { handle: found.handle, parameter: parts[found.parts.indexOf(':id')] ?? '' };
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function jsonIn(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new ActionError(400, 'The body is no JSON.');
  }
}
