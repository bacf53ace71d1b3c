/**
 * Names that a guard knows, by code of the EU value set `vaccine-medicinal-product` and by the spellings that
 * Vietnamese facts use; keys are lower case, letters and digits alone. A code that is not here is shown as it is.
 */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    eu1211529: 'Vaxzevria (AstraZeneca)',
    covishield: 'Covishield (AstraZeneca)',
    astrazeneca: 'Vaxzevria (AstraZeneca)',
    vaxzevria: 'Vaxzevria (AstraZeneca)',
    eu1201528: 'Comirnaty (Pfizer)',
    comirnaty: 'Comirnaty (Pfizer)',
    pfizer: 'Comirnaty (Pfizer)',
    eu1201507: 'Spikevax (Moderna)',
    spikevax: 'Spikevax (Moderna)',
    moderna: 'Spikevax (Moderna)',
    eu1201525: 'Jcovden (Janssen)',
    janssen: 'Jcovden (Janssen)',
    bbibpcorv: 'Vero Cell (Sinopharm)',
    inactivatedsarscov2verocell: 'Vero Cell (Sinopharm)',
    verocell: 'Vero Cell (Sinopharm)',
    sinopharm: 'Vero Cell (Sinopharm)',
    hayatvax: 'Hayat-Vax',
    sputnikv: 'Sputnik V',
    abdala: 'Abdala',
    cigb66: 'Abdala',
  }),
);

export function productName(code: string): string {
  return NAMES.get(code.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? code;
}
