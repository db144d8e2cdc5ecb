/** What a layer of `npm run prove` has found. A layer fails where it has violations, or misses a planted bug. */
export interface LayerResult {
  readonly layer: string;
  /** How many cases were looked at, and of what: 5_700_000 'states', 50_000 'lives', 2_000 'orders'. */
  readonly cases: number;
  readonly unit: string;
  readonly faultsInjected: number;
  /** One sentence each, with what repeats it; empty where everything held. */
  readonly violations: readonly string[];
  /** Absent where the layer plants none. */
  readonly planted?: PlantedCount;
  readonly seconds: number;
  /** Lines for the reader below the table: counts, where a history or a report lies. */
  readonly notes: readonly string[];
}

export interface PlantedCount {
  readonly planted: number;
  readonly caught: number;
}

/** Where a layer reports what it does at present, one line at a time. */
export type ReportLine = (line: string) => void;
