import type {
  ApiCall,
  CommittedOffset,
  FinalOrder,
  FinalPayment,
  GivenUpRecord,
  HistoryRun,
  LedgerPayment,
  SeenRow,
  StoredEvent,
} from './history.ts';

/** A file in which secrets are looked for, with its text. */
export interface HistoryLog {
  readonly name: string;
  readonly text: string;
}

export interface RunHistory {
  readonly run: HistoryRun;
  readonly api: readonly ApiCall[];
  readonly orders: readonly FinalOrder[];
  readonly topic: readonly StoredEvent[];
  readonly ledger: readonly LedgerPayment[];
  readonly changes?: readonly SeenRow[];
  readonly payments?: readonly FinalPayment[];
  readonly quarantine?: readonly GivenUpRecord[];
  readonly commits?: readonly CommittedOffset[];
  readonly logs?: readonly HistoryLog[];
}
