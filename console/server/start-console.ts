import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { System } from '../../cli/ops/system.ts';
import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import { type HttpServer, serveHttp } from '../../lambda-local/http/http-api.ts';
import { jsonResponse, type LambdaResponse } from '../../lambda-local/http/payload.ts';
import type { OrderStep } from '../../local/order-progress.ts';
import type { RunningApp } from '../../local/run-app.ts';
import type { AuditEntry } from '../contract/console-views.ts';
import type { Meta } from '../contract/live-events.ts';
import { consoleActions } from './console-actions.ts';
import { consoleReads } from './console-reads.ts';
import { type ApiHandler, consoleRoutes } from './console-routes.ts';
import { flowFigures } from './flow-figures.ts';
import { jobBoard } from './job-board.ts';
import { keepBooks } from './keep-books.ts';
import { liveFeed } from './live-feed.ts';
import { type LiveHub, liveHub } from './live-hub.ts';
import { followLocalFlow } from './local-flow.ts';
import { type BuiltPage, PAGE_HEADERS, pageFiles } from './page-files.ts';

export interface ConsoleOptions {
  readonly system: System;
  readonly port: number;
  readonly page: BuiltPage;
  /** The running system, where it is on this machine. */
  readonly local?: { readonly app: RunningApp; readonly dataDir: string } | undefined;
  /** Where what opens it to writes is kept while it runs. */
  readonly tokenFile: string;
  /** Whether buttons that write are allowed. */
  readonly writes: boolean;
  /** Of the commands that buttons run. */
  readonly env: NodeJS.ProcessEnv;
  /** What names the stage to a command; empty on this machine. */
  readonly stageArgs: readonly string[];
}

export interface RunningConsole {
  readonly port: number;
  /** An order's step, as its row showed it. */
  readonly step: (step: OrderStep) => void;
  stop(): Promise<void>;
}

/** Serves the console: the page, what it reads, what its buttons do, and what happens by itself. */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { port, tokenFile } = options;
  const token = randomBytes(24).toString('base64url');
  mkdirSync(dirname(tokenFile), { recursive: true });
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const files = pageFiles(options.page, token);
  const parts = consoleParts(options);
  const routes = consoleRoutes({ ...parts, readOnly: options.writes ? undefined : READ_ONLY, token });
  const server: HttpServer = await serveHttp(port, handlerOf({ files, routes, hub: parts.hub }), { ownPage: true });
  return {
    port: server.port,
    step: parts.feed.step,
    async stop() {
      parts.stop();
      rmSync(tokenFile, { force: true });
      await Promise.all([parts.jobs.stop(), server.stop()]);
    },
  };
}

const READ_ONLY = 'This console only reads. Start it with --allow-writes to change something.';

/** Everything but HTTP. */
function consoleParts(options: ConsoleOptions) {
  const { system, local } = options;
  const app = local?.app;
  const hub = liveHub();
  const figures = flowFigures();
  const jobs = jobBoard();
  const feed = liveFeed({ system, local: app, hub, figures, jobs });
  const audit: AuditEntry[] = [];
  const keeper = keepBooks({
    system,
    whole: app !== undefined,
    isWatched: () => hub.watchers() > 0,
    changed: feed.setBooks,
    lags: feed.setLags,
    trouble: feed.setTrouble,
    passed(edge, orderId) {
      // On this machine each passing is seen by itself.
      if (app !== undefined) return;
      figures.pass({ edge, orderId, at: Date.now(), after: undefined, duplicate: false });
      feed.moved();
    },
  });
  const endFollowing = app && followLocalFlow(app.recorder, figures, feed.moved);
  const knowledge = local && {
    recorder: local.app.recorder,
    logsFolder: join(local.dataDir, 'logs'),
    activeFaults: local.app.faults.active,
  };
  const reads = consoleReads({ system, app, knowledge, hub, feed, keeper, audit, meta: metaOf(options) });
  const actions = consoleActions({
    ...options,
    local: app,
    jobs,
    books: feed.books,
    note: (entry) => audit.push(entry),
  });
  const stop = () => {
    endFollowing?.();
    keeper.stop();
    feed.stop();
    hub.stop();
  };
  return { hub, jobs, feed, reads, actions, stop };
}

const metaOf = ({ system, local, writes, tokenFile }: ConsoleOptions): Meta => ({
  stage: system.stage,
  isLocal: local !== undefined,
  writes,
  ordersUrl: system.outputs.OrdersUrl,
  gatewayUrl: system.gateway.url,
  tokenFile: fromHere(tokenFile),
  faults: local?.app.faults.all ?? [],
  consumers: CONSUMER_NAMES,
});

/** A file of the project by its short name. */
function fromHere(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

interface HandlerParts {
  readonly files: (path: string) => LambdaResponse | undefined;
  readonly routes: ApiHandler;
  readonly hub: LiveHub;
}

const handlerOf =
  ({ files, routes, hub }: HandlerParts): ApiHandler =>
  async (request, body) => {
    const pathname = (request.url ?? '/').replace(/\?.*$/s, '');
    if (pathname === '/api/events' && request.method === 'GET') return events(hub, request.headers['last-event-id']);
    if (pathname.startsWith('/api/')) return withHeaders(await routes(request, body));
    return files(pathname) ?? jsonResponse(404, { problem: `There is no ${pathname}` });
  };

const events = (hub: LiveHub, lastEventId: string | string[] | undefined): LambdaResponse => ({
  status: 200,
  headers: { ...PAGE_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  body: hub.connect(lastEventId?.toString()),
});

const withHeaders = (response: LambdaResponse): LambdaResponse => ({
  ...response,
  headers: { ...PAGE_HEADERS, 'cache-control': 'no-store', ...response.headers },
});
