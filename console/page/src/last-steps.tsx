import { formatClock, formatDuration, shortId } from './console-format.ts';
import { steps } from './console-store.ts';
import { orderHash } from './order-marks.tsx';
import { TableBox } from './view-parts.tsx';

/** What happened to orders last, the newest first. */
export function LastSteps() {
  return (
    <section class="card last-steps" aria-label="Last steps">
      <h3>Last steps</h3>
      {steps.value.length === 0 ? (
        <p class="empty">No order has moved since the page was opened. Place one.</p>
      ) : (
        <TableBox label="The last steps of orders" columns={['At', 'Order', 'Step', '#After']}>
          {steps.value.map(({ id, at, orderId, step, detail, after }) => (
            <tr key={id}>
              <td>{formatClock(at)}</td>
              <td>
                <a class="mono" href={orderHash(orderId)} title={orderId}>
                  {shortId(orderId)}
                </a>
              </td>
              <td>
                {step} <span class="muted">{detail}</span>
              </td>
              <td class="number">{formatDuration(after)}</td>
            </tr>
          ))}
        </TableBox>
      )}
    </section>
  );
}
