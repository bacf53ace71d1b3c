import { type Connection, DeviceLink, type LinkEvents, type OpenOnce } from './device-link.ts';

type Seat<C> = { readonly events: LinkEvents<C>; readonly stop: () => Promise<void> };

/**
 * One open device with several users, such as the relays of one board. It is opened when the first starts and let go when
 * the last stops; each is told as if it had the device to itself.
 */
export class SharedLink<C extends Connection> {
  readonly #open: OpenOnce<C>;
  readonly #seats = new Set<Seat<C>>();
  #link: DeviceLink<C> | null = null;
  #connection: C | null = null;
  #state: Parameters<LinkEvents<C>['state']> | null = null;

  constructor(open: OpenOnce<C>) {
    this.#open = open;
  }

  /** Begins to use the device; what it answers ends that, and resolves when the device is free if nobody else uses it. */
  start(events: LinkEvents<C>): () => Promise<void> {
    const seat: Seat<C> = { events, stop: () => this.#stop(seat) };
    this.#seats.add(seat);
    if (this.#link === null) {
      this.#link = this.#linked();
      this.#link.start();
    } else {
      if (this.#state !== null) events.state(...this.#state);
      if (this.#connection !== null) events.opened(this.#connection);
    }
    return seat.stop;
  }

  async #stop(seat: Seat<C>): Promise<void> {
    this.#seats.delete(seat);
    if (this.#seats.size > 0) return;
    const link = this.#link;
    this.#link = null;
    this.#connection = null;
    this.#state = null;
    await link?.stop();
  }

  #linked(): DeviceLink<C> {
    return new DeviceLink(this.#open, {
      opened: (connection) => {
        this.#connection = connection;
        this.#tell((events) => events.opened(connection));
      },
      data: (bytes, at) => this.#tell((events) => events.data(bytes, at)),
      lost: () => {
        this.#connection = null;
        this.#tell((events) => events.lost());
      },
      state: (...state) => {
        this.#state = state;
        this.#tell((events) => events.state(...state));
      },
    });
  }

  #tell(what: (events: LinkEvents<C>) => void): void {
    for (const { events } of [...this.#seats]) what(events);
  }
}
