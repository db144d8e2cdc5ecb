import type { RecordView } from '../../contract/console-views.ts';
import type { Evidence } from '../../contract/order-views.ts';

/** What a record says that it is: by its event, else by its header. */
export function eventTypeOf({ event, headers }: Pick<RecordView, 'event' | 'headers'>): string {
  if (typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string')
    return event.type;
  return headers.find(({ name }) => name === 'ce_type')?.value ?? 'no event';
}

/** A record in its parts; where it is no event its value as it is. */
export function recordEvidence({ headers, event, value }: RecordView): readonly Evidence[] {
  const named = Object.fromEntries(headers.map(({ name, value: text }) => [name, text]));
  const [isEvent, hasValue] = [event !== null && event !== undefined, value !== null];
  return [
    ...(isEvent ? [{ title: 'CloudEvent, decoded', kind: 'json' as const, content: event }] : []),
    { title: 'Headers', kind: 'json', content: named },
    {
      title: isEvent ? 'Value, as it is in the topic' : 'Value: no CloudEvent',
      kind: 'text',
      content: hasValue ? value : 'null',
    },
  ];
}
