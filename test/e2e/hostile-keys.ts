/** Keys that do something in other programs, by the names that xdotool(1) has for them. */

const held = (modifiers: string, keys: readonly string[]) => keys.map((key) => `${modifiers}+${key}`);
export const COMBINATIONS = [
  ...held('ctrl', [...'wqrpolntsfuav', 'plus', 'minus', 'F4', 'F5', 'Tab']),
  ...held('ctrl+shift', [...'ijntwr', 'Delete']),
  ...held('alt', ['F4', 'Tab', 'Left', 'Home', 'space', 'F2', 'd']),
  ...['ctrl+alt+t', 'ctrl+alt+Delete', 'shift+F10', 'shift+Escape', 'super+l', 'super+d', 'super+1'],
];
export const FUNCTION_KEYS = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);
/** The others are the officer's, or may become so. */
export const NO_OFFICER_KEYS = ['F1', 'F11', 'F12'];
/** One of each kind. */
export const WITHIN_SCANS = [
  ...['ctrl+w', 'ctrl+shift+i', 'alt+F4', 'alt+Left', 'super+d', 'ctrl+plus', 'ctrl+a'],
  ...['Escape', 'BackSpace', 'Left', 'Menu', 'Print', 'XF86Back', 'XF86Refresh', 'XF86PowerOff', 'XF86Paste', 'Undo'],
];
export const OTHER_KEYS = [
  ...['Super_L', 'Menu', 'Print', 'Sys_Req', 'Pause', 'Break', 'Insert', 'Home', 'F13'],
  ...['XF86Back', 'XF86Forward', 'XF86Reload', 'XF86Refresh', 'XF86HomePage', 'XF86WWW', 'XF86Search', 'XF86Mail'],
  ...['XF86Close', 'XF86Copy', 'XF86Paste', 'XF86Open', 'XF86New', 'XF86Calculator', 'XF86AudioPlay'],
  ...['XF86PowerOff', 'XF86Sleep', 'Undo', 'Find', 'Cancel'],
];

/** Codes of a few characters, with what a scanner ends them by; written at once, so that not even a busy machine parts them. */
export const SHORT_SCANS = ['1\r', '2\t', '123\r', '\r\r', '1\t\r'];
export const SHORT_SCANS_OF_KEYS = [
  ['F6', 'Return'],
  ['F4', 'Return'],
  ['h', 'Escape'],
  ['BackSpace', 'Return'],
  ['h', 'ctrl+m'],
];

/** A layout and a dead key of it that is no digit, which an officer might type. */
export const DEAD_KEYS = [
  ['us -variant intl', 'dead_acute'],
  ['fr', 'dead_circumflex'],
  ['de', 'dead_acute'],
] as const;
