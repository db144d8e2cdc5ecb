import { effect } from '@preact/signals';
import type { Move } from '../../contract/live-events.ts';
import { frame } from './console-store.ts';
import { type FlowLayout, pointAt } from './flow-geometry.ts';

/** How long an order is seen on an edge, and over which time the moves of one frame are spread. */
const TRAVEL_MS = 900;
const FRAME_MS = 100;
const LATE_MS = 2_000;
/** More cost frames and show no more; the rates count all. */
const MOST = 90;

interface Dot {
  readonly element: SVGPathElement;
  readonly move: Move;
  readonly begins: number;
}

const CIRCLE = 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z';
const DIAMOND = 'M0 -6L6 0L0 6L-6 0Z';

/**
 * Draws the orders as they move, until the returned function is called: a dot each, a diamond for a copy. Draws nothing
 * where the reader wants no motion or does not look, and asks for frames only while something moves.
 */
export function drawMoves(group: SVGGElement, { edges }: Pick<FlowLayout, 'edges'>): () => void {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let dots: readonly Dot[] = [];
  let asked = 0;

  const paint = (now: number) => {
    dots = dots.filter((dot) => {
      const share = (now - dot.begins) / TRAVEL_MS;
      if (share >= 1) dot.element.remove();
      else place(dot, share);
      return share < 1;
    });
    asked = dots.length > 0 ? requestAnimationFrame(paint) : 0;
  };
  const place = ({ element, move }: Dot, share: number) => {
    const { x, y } = pointAt(edges[move.edge], Math.max(share, 0));
    element.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    element.setAttribute('opacity', String(opacityOf(move, share)));
  };
  const clear = () => {
    for (const { element } of dots) element.remove();
    dots = [];
  };
  const show = (moves: readonly Move[]) => {
    if (still.matches || document.hidden) return;
    const now = performance.now();
    const fresh = moves.slice(0, Math.max(0, MOST - dots.length)).map((move, index) => ({
      element: group.appendChild(elementOf(move)),
      move,
      begins: now + (index * FRAME_MS) / moves.length,
    }));
    dots = [...dots, ...fresh];
    if (asked === 0 && dots.length > 0) asked = requestAnimationFrame(paint);
  };
  const stopFollowing = effect(() => {
    const { at, moves } = frame.value ?? { at: 0, moves: [] };
    // What moved before this drawing was opened is over.
    if (Date.now() - at < LATE_MS) show(moves);
  });
  const hide = () => document.hidden && clear();
  document.addEventListener('visibilitychange', hide);
  return () => {
    stopFollowing();
    document.removeEventListener('visibilitychange', hide);
    cancelAnimationFrame(asked);
    clear();
  };
}

function elementOf({ duplicate }: Move): SVGPathElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  element.setAttribute('d', duplicate === true ? DIAMOND : CIRCLE);
  element.setAttribute('class', duplicate === true ? 'flow-copy' : 'flow-dot');
  element.setAttribute('opacity', '0');
  return element;
}

/** A copy ends at the dedup table. */
function opacityOf({ edge, duplicate }: Move, share: number): number {
  if (share < 0) return 0;
  return duplicate === true && edge === 'claim' ? Math.min(1, 2 * (1 - share)) : 1;
}
