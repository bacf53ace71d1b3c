type Link = { start(): void; stop(): Promise<void> };

/** One link after another to the same device, for a lesson that opens it otherwise: each begins when the last has ended. */
export class Reopened {
  #link: Link | null = null;
  #ended: Promise<void> = Promise.resolve();
  #stopped = false;

  /** `current` tells the link whether it is the newest: what another one still says is no news. */
  open(make: (current: () => boolean) => Link): void {
    const before = this.#link;
    const link: Link = make(() => this.#link === link);
    this.#link = link;
    if (before === null) {
      link.start();
      return;
    }
    this.#ended = this.#ended
      .then(() => before.stop())
      .then(() => {
        if (this.#link === link && !this.#stopped) link.start();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
    await this.#link?.stop();
  }
}
