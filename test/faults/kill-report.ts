/** What came of killing processes. */
export type KillReport = {
  readonly kills: number;
  /** Rows that had been acknowledged. */
  readonly rows: number;
  readonly losses: readonly string[];
};
