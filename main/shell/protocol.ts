import { protocol, type Session } from 'electron';
import { APP_SCHEME, type AppFiles, answer } from './app-files.ts';

/** Before the app is ready: makes app:// an origin of its own, as https:// would be. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveApp(session: Session, files: AppFiles): void {
  session.protocol.handle(APP_SCHEME, (request) => answer(files, request));
}
