import type { ActiveFault } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { formatClock, formatLeft } from './console-format.ts';
import { connection, live } from './console-store.ts';
import { clock } from './moment-text.tsx';

/** What the reader must know before anything else. */
export function ShellBanners() {
  const { state, since } = connection.value;
  return (
    <section class="stack banners" aria-label="Notices">
      {state === 'lost' && (
        <p class="banner banner-failed" role="alert">
          <b>Connection lost.</b> {live.value !== null && `The figures below are of ${formatClock(since)}. `}The page
          reconnects by itself as soon as the console's server answers again. Is "npm start" still running?
        </p>
      )}
      {live.value?.faults.map((fault) => (
        <FaultBanner key={fault.id} fault={fault} />
      ))}
      <Troubles />
    </section>
  );
}

function Troubles() {
  const troubles = live.value?.troubles ?? [];
  if (troubles.length === 0) return null;
  return (
    <div class="banner">
      <b>Not everything could be read:</b>
      {troubles.map((trouble) => (
        <span key={trouble}>{trouble}</span>
      ))}
    </div>
  );
}

function FaultBanner({ fault }: { readonly fault: ActiveFault }) {
  const left = fault.until - clock.value;
  return (
    <div class="banner">
      <span>
        <span role="status">
          <b>Fault active:</b> <a href="#/faults">{fault.title}</a>
        </span>
        , {left <= 0 ? 'is ending.' : `ends by itself in ${formatLeft(left)}.`}
      </span>
      <CommandButton
        label="End now"
        command={`npx chargeonce fault end ${fault.id}`}
        onRun={() => post(`/api/faults/${fault.id}/end`, {})}
      />
    </div>
  );
}
