/** Reproducible randomness: the same seed and input number give the same input on every machine (sfc32 of PractRand). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, input: number) {
    this.#a = seed >>> 0;
    this.#b = input >>> 0;
    this.#c = Math.floor(input / 2 ** 32) >>> 0;
    for (let round = 0; round < 12; round++) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** 0 to `limit` − 1; 0 where there is nothing to choose from. */
  below(limit: number): number {
    return limit < 2 ? 0 : this.uint32() % limit;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** A length that is mostly short and now and then very long. */
  length(longest: number): number {
    return 1 + this.below(this.once(40) ? longest : this.once(4) ? Math.min(longest, 100) : Math.min(longest, 6));
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = this.uint32() >>> 24;
    return bytes;
  }
}
