import type { FromWindow } from '../../main/contract/messages.ts';
import type { PageEvent } from '../page.ts';

/** What a click may do: ask the station, or change the page alone. */
export type Actions = {
  readonly send: (message: FromWindow) => void;
  readonly tell: (event: PageEvent) => void;
};
