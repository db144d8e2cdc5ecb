import type { Receipt } from '../contracts/source-record.ts';
import { logger, measure } from '../platform/telemetry.ts';
import { traceIdOf } from '../platform/trace-parent.ts';
import type { EventEntry, PublishReport } from './outbox.ts';

/** What happened to each event, as a log line and a metric. `keyedBy` is what the events' key is called there. */
export const publishReport = (keyedBy: string): PublishReport => {
  const idsOf = ({ event }: EventEntry) => ({
    [keyedBy]: event.key,
    eventId: event.id,
    traceId: traceIdOf(event.headers.traceparent),
  });
  return {
    published(entry, receipt) {
      measure('EventsPublished');
      // A copy's own time says nothing: it may have been asked for weeks later.
      if (entry.requeues === 0) measure('PublishLagMilliseconds', lagOf(entry, receipt));
      logger.info('published', { ...idsOf(entry), receipt });
    },
    refused({ rowKey, reason }) {
      measure('EventsRefused');
      logger.error('can never be published', { rowKey, reason });
    },
    failed(entry, error) {
      measure('PublicationsFailed');
      logger.error('not published, will be retried', { ...(entry.kind === 'event' ? idsOf(entry) : entry), error });
    },
    receiptFailed(entry, error) {
      measure('ReceiptsFailed');
      logger.warn('published, but its receipt is not recorded', { ...idsOf(entry), error });
    },
    unread(entry, error) {
      logger.warn('the row was not read, its events are published as the stream showed them', {
        ...idsOf(entry),
        error,
      });
    },
  };
};

/** From the moment that the event tells of to the brokers' acknowledgement. */
const lagOf = ({ event }: EventEntry, { acknowledgedAt }: Receipt) =>
  Math.max(0, Date.parse(acknowledgedAt) - Date.parse(event.headers.ce_time));
