/** The halves of a device number as stat(2) gives it on Linux (makedev(3), glibc's encoding). */
export function deviceNumber(dev: number): { readonly major: number; readonly minor: number } {
  return { major: (dev >> 8) & 0xfff, minor: (dev & 0xff) | ((dev >> 12) & 0xfff00) };
}
