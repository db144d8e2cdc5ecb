import type { BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import type { Receipt } from '../contracts/cloud-event.ts';
import { batchedStatements, hasTakenEffect } from '../platform/batched-statements.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { logger } from '../platform/telemetry.ts';
import type { EventEntry, Outbox } from './outbox.ts';

interface BatchedReceiptsDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly keyName: string;
  /** An attribute with which more may have to leave the row than its outbox. */
  readonly unless: string | undefined;
  /** Closes any entry, by a request of its own. */
  readonly closeAlone: Outbox['close'];
}

/**
 * Closes entries by 25 conditional statements a request. A statement closes what nearly every entry is: the first and only one of its
 * row, without a receipt yet. Whatever is not closed by it, for any reason, is closed alone, with the errors and repetitions of that.
 * The writes and what they cost are the same.
 */
export function batchedReceipts({ dynamo, table, keyName, unless, closeAlone }: BatchedReceiptsDeps): Outbox['close'] {
  const alone = pLimit(32);
  // All receipts of a send come in one turn of the event loop.
  const execute = batchedStatements({
    dynamo,
    failed: (error) => logger.warn('receipts are not recorded together, each is tried alone', { error }),
  });
  const Statement =
    `UPDATE "${table}" SET "receipt" = ? SET "version" = "version" + 1 REMOVE "outbox" WHERE "${keyName}" = ? ` +
    (unless === undefined ? '' : `AND "${unless}" IS MISSING `) +
    'AND "receipt" IS MISSING AND "publishFailure" IS MISSING ' +
    'AND size("outbox"."entries") = 1 AND "outbox"."entries"."1" IS NOT MISSING';
  const statement = ({ rowKey }: EventEntry, receipt: Receipt): BatchStatementRequest => ({
    Statement,
    Parameters: Object.values(marshall({ receipt, key: rowKey })),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return async (entry, receipt) => {
    const isUsual = entry.sequence === 1 && entry.requeues === 0;
    if (isUsual && isClosed(await execute(statement(entry, receipt)))) return;
    await alone(closeAlone, entry, receipt);
  };
}

/** A row without an outbox was closed before, by whoever published the same event. */
function isClosed(response: BatchStatementResponse | undefined): boolean {
  if (hasTakenEffect(response)) return true;
  const { Code, Item } = response?.Error ?? {};
  return Code === 'ConditionalCheckFailed' && Item !== undefined && Item['outbox'] === undefined;
}
