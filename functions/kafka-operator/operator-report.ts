import type { OperatorRequest, RedriveRequest } from '../contracts/operator-request.ts';
import { logger, measure } from '../platform/telemetry.ts';

/** Logs what was changed, and counts it. What only reads needs no trace. */
export function report(request: OperatorRequest, answer: object) {
  if (request.action === 'quarantine-depth' && 'records' in answer) measure('QuarantineDepth', Number(answer.records));
  if (request.action === 'redrive' && !request.dryRun) reportRedriven(request, answer);
  if (request.action === 'reset-offsets' && !request.dryRun) logger.warn('offsets reset', { request, answer });
}

function reportRedriven(request: RedriveRequest, answer: object) {
  if ('redriven' in answer) measure('RecordsRedriven', Number(answer.redriven));
  logger.info('redriven', { request, answer });
}
