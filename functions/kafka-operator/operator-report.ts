import type { OperatorRequest } from '../contracts/operator-request.ts';
import { logger, measure } from '../platform/telemetry.ts';

/** Logs what was changed, and counts it. What only reads needs no trace. */
export function report(request: OperatorRequest, answer: object) {
  if (request.action === 'quarantine') {
    const { topic, partition, offset } = request.record;
    measure('RecordsQuarantined');
    logger.info('quarantined', { from: { topic, partition, offset }, to: answer, error: request.error });
  }
  if (request.action === 'redrive' && !request.dryRun) {
    if ('redriven' in answer) measure('RecordsRedriven', Number(answer.redriven));
    logger.info('redriven', { request, answer });
  }
  if (request.action === 'reset-offsets' && !request.dryRun) logger.warn('offsets reset', { request, answer });
}
