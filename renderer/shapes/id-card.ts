import { html } from 'lit-html';

/** An identity card: who cannot read the band knows it by this. */
export const ID_CARD = html`<svg class="shape" viewBox="0 0 100 70" aria-hidden="true">
  <rect x="4" y="4" width="92" height="62" rx="8" fill="none" stroke="currentColor" stroke-width="7" />
  <circle cx="30" cy="27" r="9" fill="currentColor" />
  <path d="M14 55c0-12 7-17 16-17s16 5 16 17z" fill="currentColor" />
  <path d="M58 24h28M58 37h28M58 50h18" stroke="currentColor" stroke-width="6" />
</svg>`;
