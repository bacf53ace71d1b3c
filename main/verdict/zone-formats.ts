/** A zone can be spelled in a thousand ways, and packs are read anew with each update. */
const MAX_ZONES = 16;

/**
 * Formats of one kind for the zones of a few packs, made once each: Gregorian, in Latin digits. `onCleared`: what is kept
 * beside them goes with them. The answer throws where the zone is no IANA name.
 */
export function zoneFormats(
  options: Intl.DateTimeFormatOptions,
  onCleared: () => void = () => {},
): (zone: string) => Intl.DateTimeFormat {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (zone) => {
    const known = formats.get(zone);
    if (known !== undefined) return known;
    if (formats.size >= MAX_ZONES) {
      formats.clear();
      onCleared();
    }
    const made = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      ...options,
    });
    formats.set(zone, made);
    return made;
  };
}
