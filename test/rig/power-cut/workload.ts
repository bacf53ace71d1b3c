/** What must survive power cuts: something that writes, says what it has promised, and can be asked afterwards. */
export type Workload = {
  /** Steps that are acknowledged in the end. */
  readonly steps: number;
  /**
   * Writes into the directory, which lies on the disk that loses power, and acknowledges each step when it is done: from then
   * on it must survive. Steps count from 1.
   */
  write(directory: string, acknowledge: (step: number) => void): Promise<void>;
  /**
   * What is wrong with what a power cut left, or null. `acknowledged`: the last step that was, 0 before the first. `disk`: all
   * that is on it, as it was before it was mounted.
   */
  check(directory: string, acknowledged: number, disk: Uint8Array): Promise<string | null>;
  /** What keeps life from going on after that, or null. Dearer than `check`, so asked more seldom. */
  goOn(directory: string): Promise<string | null>;
};
