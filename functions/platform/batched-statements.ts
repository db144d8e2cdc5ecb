import type { BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { batchesOf, type Dynamo } from './dynamo.ts';

interface StatementsDeps {
  readonly dynamo: Dynamo;
  /** Of a request without an answer, after which nothing is known of its statements. */
  readonly failed: (error: unknown) => void;
}

/** DynamoDB's limit for one request. */
const MAX_STATEMENTS = 25;
/** Fewer than these cost less by themselves. */
const MIN_STATEMENTS = 8;

/**
 * Sends what is asked for in one turn of the event loop by 25 conditional statements a request, at a ninth of the CPU of one request
 * each. Each has its own condition and its own error. Undefined where nothing is known: too few to pay, or no answer. It never rejects.
 */
export function batchedStatements({ dynamo, failed }: StatementsDeps) {
  return together(MAX_STATEMENTS, async (Statements: readonly BatchStatementRequest[]) => {
    if (Statements.length < MIN_STATEMENTS) return [];
    try {
      const { Responses } = await dynamo.batchExecuteStatement({ Statements: [...Statements] });
      return Responses ?? [];
    } catch (error) {
      failed(error);
      return [];
    }
  });
}

/** Whether a statement is known to have taken effect. */
export const hasTakenEffect = (response: BatchStatementResponse | undefined): boolean =>
  response !== undefined && response.Error === undefined;

/** Has what is asked in one turn of the event loop answered together, so many at most at a time; undefined where an answer lacks. */
export function together<Question, Answer>(
  size: number,
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer | undefined> {
  let waiting: Asked<Question, Answer>[] = [];
  const answerAll = async (asked: readonly Asked<Question, Answer>[]) => {
    try {
      const answers = await answer(asked.map(({ question }) => question));
      for (const [index, { resolve }] of asked.entries()) resolve(answers[index]);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const flush = () => {
    const asked = waiting;
    waiting = [];
    return Promise.all(batchesOf(asked, size).map(answerAll));
  };
  return (question) => {
    const { promise, ...settle } = Promise.withResolvers<Answer | undefined>();
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ question, ...settle });
    return promise;
  };
}

interface Asked<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: unknown) => void;
}
