/**
 * What the QR of a venue poster holds when the owner gives nothing else: `CHOT-SITE:` and the site's id of station.json.
 * The content of the national place codes was never published; an owner who has one issued by the national portal passes
 * that text instead. The id alone, for it is what the records of the site are kept under, while a name may be corrected;
 * the name stands beside the symbol in letters.
 */
export function sitePayload(site: { readonly id: string }): string {
  return `CHOT-SITE:${site.id}`;
}
