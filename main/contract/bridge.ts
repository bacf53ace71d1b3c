import * as z from 'zod';
import { type FromWindow, outageSchema, type ToWindow } from './messages.ts';

/**
 * What the preload gives to the page as `window.chot`, and nothing else. `link` tells of the station's process itself:
 * while it is down the page shows out of service, whatever it showed before.
 */
export const linkSchema = z.discriminatedUnion('up', [
  z.strictObject({ type: z.literal('link'), up: z.literal(true) }),
  z.strictObject({ type: z.literal('link'), up: z.literal(false), outage: outageSchema, detail: z.string().max(500) }),
]);
export type Link = z.infer<typeof linkSchema>;

export type ChotBridge = {
  /** One subscriber: the page. Messages that came before it are delivered first, in order. */
  subscribe(listener: (message: ToWindow | Link) => void): void;
  send(message: FromWindow): void;
};
