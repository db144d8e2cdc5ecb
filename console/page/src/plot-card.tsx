import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { LiveSample } from '../../contract/live-events.ts';
import { formatClock } from './console-format.ts';
import { samples } from './console-store.ts';
import { coloursChanged } from './page-theme.tsx';
import { drawPlot } from './plot-canvas.ts';
import { cursorAt } from './plot-cursor.tsx';
import { saveFile, savePicture } from './plot-export.ts';
import { columnsOf, csvOf, type PlotKind } from './plot-series.ts';

interface PlotCardProps {
  readonly kind: PlotKind;
}

/** A plot of the last 15 minutes. */
export function PlotCard({ kind }: PlotCardProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  usePlot(kind, box, plot);
  return (
    <section class="card" aria-label={kind.title}>
      <div class="card-head">
        <h3>
          <a href={kind.href}>{kind.title}</a>
        </h3>
        <span>
          <button
            type="button"
            class="button-quiet"
            aria-label={`PNG of ${kind.title}`}
            onClick={() => {
              if (plot.current !== null) savePicture(plot.current, kind);
            }}
          >
            PNG
          </button>
          <button
            type="button"
            class="button-quiet"
            aria-label={`CSV of ${kind.title}`}
            onClick={() => saveFile(`${kind.id}.csv`, new Blob([csvOf(samples.value, kind)], { type: 'text/csv' }))}
          >
            CSV
          </button>
        </span>
      </div>
      <PlotLegend kind={kind} />
      <div class="plot" ref={box} />
      {samples.value.length === 0 && <p class="muted">The first sample comes within a second.</p>}
    </section>
  );
}

function usePlot(kind: PlotKind, box: RefObject<HTMLElement | null>, plot: RefObject<uPlot | null>) {
  useEffect(() => {
    if (box.current === null) return undefined;
    const place = box.current;
    const drawn = drawPlot(kind, {
      box: place,
      data: columnsOf(samples.peek(), kind.series),
      onCursor: (index) => {
        const seconds = index === null ? undefined : drawn.data[0][index];
        cursorAt.value = seconds === undefined ? null : seconds * 1_000;
      },
    });
    plot.current = drawn;
    const stopData = samples.subscribe((now) => drawn.setData(columnsOf(now, kind.series)));
    const stopColours = coloursChanged.subscribe(() => drawn.redraw(false, true));
    const stopCursor = effect(() => pointTo(drawn, cursorAt.value));
    const sizes = new ResizeObserver(() => drawn.setSize({ width: place.clientWidth, height: drawn.height }));
    sizes.observe(place);
    return () => {
      stopData();
      stopColours();
      stopCursor();
      sizes.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [kind, box, plot]);
}

/** Moves the cursor to where that of another plot is. */
function pointTo(plot: uPlot, at: number | null) {
  if (at === null) plot.setCursor({ left: -10, top: -10 });
  else if (plot.cursor.idx !== plot.valToIdx(at / 1_000))
    plot.setCursor({ left: plot.valToPos(at / 1_000, 'x'), top: 1 });
}

/** The figures under the cursor, or the last. */
function PlotLegend({ kind }: PlotCardProps) {
  const sample = sampleAt(samples.value, cursorAt.value);
  return (
    <p class="plot-legend">
      {kind.series.map(({ label, token, isDashed, read }) => {
        const value = sample === undefined ? null : read(sample);
        return (
          <span key={label}>
            <i class={`plot-key plot-${token} ${isDashed === true ? 'plot-dashed' : ''}`} /> {label}{' '}
            <b>{value === null ? '–' : kind.format(value)}</b>
          </span>
        );
      })}
      <span class="muted">{cursorAt.value === null ? 'latest' : formatClock(cursorAt.value)}</span>
    </p>
  );
}

function sampleAt(all: readonly LiveSample[], at: number | null): LiveSample | undefined {
  return at === null ? all.at(-1) : all.findLast((sample) => sample.at <= at + 1);
}
