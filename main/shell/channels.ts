/** Names of the few messages between the preload script and the shell. */
export const PAGE_LOADED = 'page-loaded';
export const STATION_PORT = 'station-port';
export const STATION_LINK = 'station-link';
export const PAGE_PING = 'page-ping';
export const PAGE_PONG = 'page-pong';
