/** Resident bytes of the process over a run, sampled at each hundredth of its way. */
export class MemoryCurve {
  readonly #samples: number[] = [];

  /** `done`: 0 to 1. */
  sample(done: number, residentBytes: number): void {
    while (this.#samples.length < Math.floor(done * 100)) this.#samples.push(residentBytes);
  }

  /**
   * Medians of the second and of the last tenth, in bytes; the first tenth is warming up. Flat: the last is at most a tenth
   * and 16 MiB above. null: the run was too short to tell.
   */
  verdict(): { readonly second: number; readonly last: number; readonly flat: boolean } | null {
    if (this.#samples.length < 100) return null;
    const second = median(this.#samples.slice(10, 20));
    const last = median(this.#samples.slice(90, 100));
    return { second, last, flat: last <= second * 1.1 + (16 << 20) };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
