/** Resident bytes of the process over a run, sampled at each hundredth of its way. */
export class MemoryCurve {
  readonly #samples: number[] = [];

  /** `done`: 0 to 1. */
  sample(done: number, residentBytes: number): void {
    while (this.#samples.length < Math.floor(done * 100)) this.#samples.push(residentBytes);
  }

  /**
   * Medians of the sixth and of the last tenth, in bytes; the first half is warming up: heaps and the allocator's arenas grow
   * to what the largest inputs need. Flat: the last is at most a twentieth and 8 MiB above. null: the run was too short to
   * tell.
   */
  verdict(): { readonly middle: number; readonly last: number; readonly flat: boolean } | null {
    if (this.#samples.length < 100) return null;
    const middle = median(this.#samples.slice(50, 60));
    const last = median(this.#samples.slice(90, 100));
    return { middle, last, flat: last <= middle * 1.05 + (8 << 20) };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
