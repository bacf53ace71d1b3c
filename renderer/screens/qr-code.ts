import { html, type TemplateResult } from 'lit-html';

/** Light modules on each side (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/**
 * A code for scanners, black on white with its quiet zone. Every module is a whole number of the glass's own pixels, for a
 * blurred edge costs readings.
 * @param room CSS pixels of a side, at most
 */
export function qrCode(rows: readonly string[], room: number): TemplateResult {
  const modules = rows.length + 2 * QUIET_ZONE;
  const scale = window.devicePixelRatio;
  const side = (Math.max(1, Math.floor((room * scale) / modules)) / scale) * modules;
  return html`<svg
    class="qr-code"
    width=${side}
    height=${side}
    viewBox="${-QUIET_ZONE} ${-QUIET_ZONE} ${modules} ${modules}"
    shape-rendering="crispEdges"
    role="img"
  >
    <rect x=${-QUIET_ZONE} y=${-QUIET_ZONE} width=${modules} height=${modules} fill="#ffffff" />
    <path fill="#000000" d=${darkModules(rows)} />
  </svg>`;
}

/** A rectangle for each run of dark modules in a row. */
function darkModules(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
    )
    .join('');
}
