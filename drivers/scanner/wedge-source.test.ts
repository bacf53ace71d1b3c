import { expect, onTestFinished, test } from 'vitest';
import { keystrokesOf } from '../../fixtures/devices/keystrokes.ts';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { scannerConformance } from './conformance.ts';
import { type OfficerKey, PLAIN_WEDGE } from './wedge.ts';
import { type WedgeScanner, wedgeScanner } from './wedge-source.ts';

/** The window's clock is another one than this process's. */
const WINDOW_CLOCK = 5_000_000;

function type(source: WedgeScanner, text: string): void {
  const gapMs = 0.01;
  const start = performance.now() + WINDOW_CLOCK - text.length * gapMs;
  source.keys(keystrokesOf(text, { gapMs, start }));
}

scannerConformance('a keyboard wedge', async () => {
  const source = wedgeScanner({ kind: 'wedge', idleMs: 80, ...PLAIN_WEDGE }, () =>
    expect.unreachable('an officer typed'),
  );
  return {
    source,
    scan: async (text) => type(source, `${text}\r`),
    scanHalf: async (text) => type(source, text),
    scanControl: async () => {
      const keys = keystrokesOf('HC1:6BF\r', { gapMs: 1, start: performance.now() + WINDOW_CLOCK });
      source.keys(keys.map((key, index) => (index === 4 ? { ...key, modified: true } : key)));
    },
    remove: async () => {},
  };
});

test('a scan without Enter is ended by silence, and slow keys reach the officer', async () => {
  const officer: OfficerKey[] = [];
  const typed = Promise.withResolvers<void>();
  const source = wedgeScanner({ kind: 'wedge', idleMs: 80, ...PLAIN_WEDGE }, (key) => {
    officer.push(key);
    if (officer.length === 2) typed.resolve();
  });
  onTestFinished(() => source.stop());
  const recorder = new ScanRecorder();
  source.start(recorder.events);
  type(source, 'HC1:NOENTER');
  await recorder.untilScans(1);
  source.keys([{ code: 'Digit7', shift: false, modified: false, at: performance.now() + WINDOW_CLOCK }]);
  source.keys([{ code: 'F2', shift: false, modified: false, at: performance.now() + WINDOW_CLOCK + 60 }]);
  await typed.promise;
  expect(recorder.contents).toEqual([{ ok: true, text: 'HC1:NOENTER' }]);
  expect(officer).toEqual([
    { kind: 'typed', key: '7' },
    { kind: 'command', key: 'F2' },
  ]);
});
