import { html, type TemplateResult } from 'lit-html';
import type { Shape } from '../face.ts';
import { qrModules } from './qr-modules.ts';

/** Drawn in `currentColor`, with `--field` where the ground shows through. Each must be told from the others by outline alone. */
export const SHAPES: { readonly [shape in Shape]: TemplateResult } = {
  tick: html`<svg class="shape" viewBox="0 0 120 84" aria-hidden="true">
    <path d="M9 45 42 75 111 9" fill="none" stroke="currentColor" stroke-width="18" stroke-linejoin="miter" />
  </svg>`,

  'octagon-cross': html`<svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
    <path d="M31 4h38l27 27v38l-27 27H31L4 69V31z" fill="none" stroke="currentColor" stroke-width="7" />
    <path d="M30 30 70 70M70 30 30 70" fill="none" stroke="currentColor" stroke-width="14" stroke-linecap="round" />
  </svg>`,

  triangle: html`<svg class="shape" viewBox="0 0 110 98" aria-hidden="true">
    <path d="M55 7 104 92H6z" fill="currentColor" stroke="currentColor" stroke-width="10" stroke-linejoin="round" />
    <path d="M48 32h14l-3.5 32h-7z" class="ground" />
    <circle cx="55" cy="77" r="7.5" class="ground" />
  </svg>`,

  rescan: html`<svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
    <path d="M87 35A40 40 0 1 0 90 55" fill="none" stroke="currentColor" stroke-width="9" />
    <path d="M99 10 96 44 68 30z" fill="currentColor" />
    <g transform="translate(31 33) scale(1.3)">${qrModules}</g>
  </svg>`,

  wrench: html`<svg class="shape" viewBox="0 0 100 100" aria-hidden="true">
    <g transform="translate(4 3) scale(0.93) rotate(40 50 50)" fill="currentColor">
      <path d="M39 3.6A25 25 0 1 0 61 3.6V27l-11 8-11-8z" />
      <rect x="40" y="46" width="20" height="52" rx="10" />
      <circle cx="50" cy="87" r="4.5" class="ground" />
    </g>
  </svg>`,

  'exit-door': html`<svg class="shape" viewBox="0 0 120 100" aria-hidden="true">
    <path d="M66 6H10v88h56V78M66 6v16" fill="none" stroke="currentColor" stroke-width="8" />
    <path d="M10 6 42 18v80L10 94z" fill="currentColor" />
    <circle cx="35" cy="56" r="4" class="ground" />
    <path d="M52 50h42" stroke="currentColor" stroke-width="13" />
    <path d="M86 27 116 50 86 73z" fill="currentColor" />
  </svg>`,

  'hold-code': html`<svg class="shape" viewBox="0 0 170 100" aria-hidden="true">
    <rect x="6" y="5" width="52" height="90" rx="8" fill="none" stroke="currentColor" stroke-width="6" />
    <g transform="translate(15 26) scale(1.22)">${qrModules}</g>
    <path d="M26 86h12" stroke="currentColor" stroke-width="4" stroke-linecap="round" />
    <path d="M118 44 70 24M118 50H70M118 56 70 76" class="beam" fill="none" stroke-width="4" stroke-linecap="round" />
    <path d="M122 34h34a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8h-34z" fill="currentColor" />
    <path d="M132 66h20l-4 29h-20z" fill="currentColor" />
  </svg>`,
};
