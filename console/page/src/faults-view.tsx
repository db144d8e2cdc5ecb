import { useSignal } from '@preact/signals';
import type { ActiveFault, FaultDescription } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { formatCount, formatLeft } from './console-format.ts';
import { live, meta } from './console-store.ts';
import { clock } from './moment-text.tsx';
import { NumberField, wrongNumber } from './number-field.tsx';
import { OutcomeBadge } from './view-parts.tsx';

/** What can be broken on purpose, on this machine; each ends by itself. */
export function FaultsView() {
  const known = meta.value;
  return (
    <div class="stack">
      <h2>Faults</h2>
      <p class="muted">
        Each breaks one part for a while and reverts by itself. The promise does not change: no order is lost, and none
        is charged twice. <a href="#/flow">Watch the flow</a> meanwhile.
      </p>
      {known === null && <p class="empty">Reading what can be broken …</p>}
      {known?.faults.length === 0 && (
        <p class="empty">
          {known.isLocal
            ? 'This system offers no faults.'
            : `Nothing can be broken at stage ${known.stage}: faults are for a system on this machine.`}
        </p>
      )}
      <div class="columns">
        {known?.faults.map((fault) => (
          <FaultCard key={fault.id} fault={fault} active={live.value?.faults.find(({ id }) => id === fault.id)} />
        ))}
      </div>
    </div>
  );
}

interface FaultCardProps {
  readonly fault: FaultDescription;
  readonly active: ActiveFault | undefined;
}

function FaultCard({ fault, active }: FaultCardProps) {
  return (
    <section class={active === undefined ? 'card' : 'card fault-active'} aria-label={fault.title}>
      <div class="card-head">
        <h3>{fault.title}</h3>
        {active && <OutcomeBadge outcome="waiting" text={`active, ${leftOf(active)} left; ${strikesOf(active)}`} />}
      </div>
      <p>{fault.does}</p>
      <p>
        <b>Watch:</b> {fault.watch}
      </p>
      <FaultStart fault={fault} isActive={active !== undefined} />
      {active && (
        <CommandButton
          label="End now"
          command={`npx chargeonce fault end ${fault.id}`}
          onRun={() => post(`/api/faults/${fault.id}/end`, {})}
        />
      )}
    </section>
  );
}

const strikesOf = ({ strikes }: ActiveFault) =>
  strikes === 0 ? 'no effect yet' : `${formatCount(strikes)} ${strikes === 1 ? 'effect' : 'effects'} so far`;

const leftOf = ({ until }: ActiveFault) => formatLeft(until - clock.value);

/** An hour, as the command allows. */
const LONGEST_S = 3_600;

function FaultStart({
  fault: { id, seconds, value },
  isActive,
}: {
  readonly fault: FaultDescription;
  readonly isActive: boolean;
}) {
  const time = useSignal(String(seconds));
  const given = useSignal(String(value?.default ?? ''));
  const fields = [
    { label: 'Seconds', of: time, highest: LONGEST_S },
    ...(value ? [{ label: `${value.name} (${value.unit})`, of: given, highest: value.highest }] : []),
  ];
  return (
    <>
      <div class="row fields">
        {fields.map((field) => (
          <NumberField key={field.label} {...field} />
        ))}
      </div>
      <CommandButton
        label={isActive ? 'Extend' : 'Start'}
        kind="danger"
        disabledBy={wrongNumber(...fields)}
        command={`npx chargeonce fault start ${id} --seconds ${time.value}${value ? ` --value ${given.value}` : ''}`}
        onRun={() =>
          post(`/api/faults/${id}`, { seconds: Number(time.value), ...(value && { value: Number(given.value) }) })
        }
      />
    </>
  );
}
