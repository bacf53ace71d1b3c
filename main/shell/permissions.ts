import type { Session, WebContents } from 'electron';
import { APP_PAGE, APP_SCHEME } from './app-files.ts';

/** The page may ask for nothing and reach nothing: no camera, no device, no download, no network, not even by a bug of it. */
export function denyAll(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}));
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !details.url.startsWith(`${APP_SCHEME}://`) && !details.url.startsWith('data:image/') });
  });
}

/** The window shows one page for ever: it goes nowhere, opens nothing and embeds nothing. */
export function forbidNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (event.url !== APP_PAGE) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.url !== APP_PAGE || !event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
