import { svg } from 'lit-html';

/** A code as the eye knows one, 28 units square; it encodes nothing. */
export const qrModules = svg`<path
  fill="currentColor"
  fill-rule="evenodd"
  d="M0 0h10v10H0zM2.5 2.5v5h5v-5zM18 0h10v10H18zM20.5 2.5v5h5v-5zM0 18h10v10H0zM2.5 20.5v5h5v-5zM12 1h4v4h-4zM13 8h3v5h-3zM1 12h6v3H1zM9 13h4v4H9zM17 13h5v3h-5zM24 12h4v6h-4zM13 19h5v4h-5zM20 20h4v4h-4zM25 21h3v3h-3zM12 25h6v3h-6zM21 25h6v3h-6z"
/>`;
