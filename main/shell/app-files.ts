import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** The page's origin is `app://chot`; everything of it is one folder of the build. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'chot';
export const APP_PAGE = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** Nothing from anywhere else, nothing inline, no strings turned into code or markup (reference: W3C CSP 3, Trusted Types). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export type AppFiles = ReadonlyMap<string, { readonly body: Uint8Array<ArrayBuffer>; readonly mediaType: string }>;

/** Reads the whole built page, by URL path. What is not in it cannot be asked for, so no path can lead out of it. */
export function readAppFiles(directory: string): AppFiles {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mediaType = MEDIA_TYPES[extname(entry.name)];
      if (mediaType === undefined) throw new Error(`${path}: no media type is known for this file of the page`);
      return [
        `/${relative(directory, path).split(sep).join('/')}`,
        { body: Uint8Array.from(readFileSync(path)), mediaType },
      ];
    }),
  );
}

/** Answers one request of the page. */
export function answer(files: AppFiles, request: Pick<Request, 'url' | 'method'>): Response {
  const url = new URL(request.url);
  const path = url.pathname === '/' ? '/index.html' : url.pathname;
  const file = url.host === APP_HOST ? files.get(path) : undefined;
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: HEADERS });
  if (file === undefined) return new Response(null, { status: 404, headers: HEADERS });
  return new Response(file.body, { headers: { ...HEADERS, 'Content-Type': file.mediaType } });
}
