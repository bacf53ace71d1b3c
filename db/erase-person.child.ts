import { openRecord } from './record.ts';

/** For erase-person.cut.test.ts: erases whoever has a number, and is killed meanwhile. */

const [directory = '', id = ''] = process.argv.slice(2);
const opened = openRecord({ directory });
if (!opened.ok) throw new Error(opened.error.detail);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  const isMeant = ({ ids }: { readonly ids: readonly { readonly value: string }[] }) =>
    ids.some(({ value }) => value === id);
  const erased = opened.value.erasePerson(isMeant, { who: 'cli', from: 'cli' });
  if (!erased.ok) throw new Error(erased.error);
  process.stdout.write('erased\n');
});
