import type { ComponentType } from 'preact';
import { BooksBar } from './books-bar.tsx';
import { connection, meta, route } from './console-store.ts';
import { QuarantineView } from './dead-letters-view.tsx';
import { FaultsView } from './faults-view.tsx';
import { FlowView } from './flow-view.tsx';
import { OperateView } from './operate-view.tsx';
import { OrdersView } from './orders-view.tsx';
import { PageFailure } from './page-failure.tsx';
import { VIEWS, type ViewId } from './page-route.ts';
import { ThemeButton } from './page-theme.tsx';
import { PageToasts } from './page-toasts.tsx';
import { PaymentsView } from './payments-view.tsx';
import { ShellBanners } from './shell-banners.tsx';
import { TopicsView } from './topics-view.tsx';

const VIEW_OF: Readonly<Record<ViewId, ComponentType>> = {
  flow: FlowView,
  orders: OrdersView,
  topics: TopicsView,
  payments: PaymentsView,
  'dead-letters': QuarantineView,
  faults: FaultsView,
  operate: OperateView,
};

/** The page: what is always there, and the view that the address names. */
export function ConsoleShell() {
  const { view } = route.value;
  const View = VIEW_OF[view];
  return (
    <div class="shell">
      <ShellHead />
      <ShellBanners />
      <BooksBar />
      <main id="view" tabIndex={-1}>
        <PageFailure key={view}>
          <View />
        </PageFailure>
      </main>
      <PageToasts />
    </div>
  );
}

function ShellHead() {
  return (
    <header class="shell-head">
      <button type="button" class="skip" onClick={() => document.getElementById('view')?.focus()}>
        Skip to the view
      </button>
      <h1>chargeonce</h1>
      <nav class="shell-tabs" aria-label="Views">
        {VIEWS.map(({ id, title }) => (
          <a key={id} href={`#/${id}`} aria-current={route.value.view === id ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <span class="row">
        <StageBadges />
        <ConnectionState />
        <ThemeButton />
      </span>
    </header>
  );
}

function StageBadges() {
  const known = meta.value;
  if (known === null) return null;
  return (
    <>
      <span class="badge">{known.isLocal ? 'this machine' : `stage ${known.stage}`}</span>
      {!known.writes && <span class="badge badge-waiting">read only</span>}
    </>
  );
}

const STATES = {
  connecting: { sign: '◌', words: 'connecting', badge: '' },
  open: { sign: '●', words: 'live', badge: 'badge-ok' },
  lost: { sign: '✕', words: 'connection lost', badge: 'badge-failed' },
} as const;

function ConnectionState() {
  const { sign, words, badge } = STATES[connection.value.state];
  return (
    <span class={`badge ${badge}`} role="status">
      <span aria-hidden="true">{sign}</span> {words}
    </span>
  );
}
