import './flow-drawing.css';
import './plots.css';
import { LoadForm, StoryCard } from './flow-controls.tsx';
import { FlowDrawing } from './flow-drawing.tsx';
import { LastSteps } from './last-steps.tsx';
import { PlaceOrderForm } from './place-order-form.tsx';
import { PlotCard } from './plot-card.tsx';
import { PlotCursor } from './plot-cursor.tsx';
import { PLOTS } from './plot-series.ts';

/** The system as it moves: the flow, what can be done to it, and the last 15 minutes. */
export function FlowView() {
  return (
    <div class="stack">
      <h2 class="spoken">Flow</h2>
      <FlowDrawing />
      <div class="columns">
        <div class="stack">
          <PlaceOrderForm />
          <LoadForm />
        </div>
        <StoryCard />
        <LastSteps />
      </div>
      <PlotCursor />
      <div class="plots">
        {PLOTS.map((kind) => (
          <PlotCard key={kind.id} kind={kind} />
        ))}
      </div>
    </div>
  );
}
