/** What somebody could hold before a scanner to do harm: none is a pass, each is at most to be scanned again. */

/** Codes that set scanners up, as their makers print them; read by a scanner of another make they are content. */
const PROGRAMMING = [
  '@SETUPE1', // Newland: set-up on
  '@FACDEF', // Newland: as delivered
  '@SETUPE0',
  'DEFALT.', // Honeywell menu commands
  'PAPHHF.',
  'TERMID130.',
  'MENUCM',
  '@MENU_OPTO@ZZ@U2@ZZ@OTPO_UNEM@', // Opticon
  '$P', // Datalogic
  '$+$-$!',
  '#FNB00F00000000#', // Socket Mobile
  '%%SpecCode9A', // several makers of Shenzhen
  '.S_SETUP.',
];

/** The same with what only bytes can carry: SYN and FNC3 before the command, SSI frames, ends in the middle. */
export const PROGRAMMING_BYTES: readonly Uint8Array[] = [
  '\x16M\x0dDEFALT!.',
  '\x16Y\x0d',
  '\x16T\x0d',
  '\x0e\xf3F0\x0a',
  '\xf39A0103\x0f',
  '\x1b[6n',
  '\x1bZ\x0d\x1bQ',
  '\x05\xc6\x04\x00\x01\xff\x30\x00',
  '\x02@SETUPE1\x03',
  '\x00\x01\x02\x03\x04\x05\x06\x07\x08',
  '\x1d0108935212345676',
  '\x11\x13\x11\x13',
  '\xff\xfe\x00\x00',
  '\x7f\x7f\x7f\x7f\x7f',
].map((text) => Buffer.from(`${text}\r`, 'latin1'));

const OTHERS = [
  '<script>document.body.innerHTML=1</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=location="http://evil.example/">',
  '<iframe src="file:///etc/passwd"></iframe>',
  'javascript:alert(document.domain)',
  'https://evil.example/?next=app://chot/index.html',
  'file:///etc/passwd',
  'app://chot/index.html',
  'data:text/html,<script>alert(1)</script>',
  'intent://scan/#Intent;scheme=zxing;end',
  'tel:*#06#',
  'WIFI:T:WPA;S:evil;P:evil1234;;',
  "'; DROP TABLE ledger; --",
  "' OR '1'='1' /*",
  'Robert"); DELETE FROM outbox; --',
  '%s%s%s%n%n%x%08x',
  '{0}{1}{{constructor.constructor("return process")()}}',
  '$' + '{process.exit(1)}',
  '$(reboot)',
  '`id`; rm -rf / #',
  '| shutdown -h now',
  '../../../../etc/passwd',
  '\\\\evil\\share\\x.exe',
  'C:\\Windows\\System32\\calc.exe',
  "=cmd|'/C calc'!A0",
  '{"type":"override","admit":true}',
  '{"__proto__":{"admit":true}}',
  'HC1:',
  'HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH',
  'shc:/5676290952432060346029243740446031222959532654603460292540772804336028',
];

/** As a keyboard can type them. */
export const TYPEABLE: readonly string[] = [...PROGRAMMING, ...OTHERS];

/**
 * For a line that carries bytes: terminals' escapes, what begins with digits (which, typed slowly, an officer might type), and
 * what Unicode has to confuse with.
 */
export const UNICODE: readonly string[] = [
  '012345678901|||||||',
  '0'.repeat(500),
  '\u001b[2J\u001b[31mXANH\u001b]0;title\u0007',
  '\u009b31m',
  '\u202eHC1:\u202c',
  '\u200b\u200b\u200b\u200b',
  '\ufeffHC1:6BF',
  '\u2028\u2029\u2028',
  `a${'\u0301'.repeat(3000)}`,
  '\u{1f9e8}'.repeat(1500),
  '\u{e0001}\u{e007f}'.repeat(200),
  '\ufdfa'.repeat(1000),
  'ﷺ꙰꙱꙲'.repeat(300),
];

/** Ten characters for a flood. No piece of it is a code: a machine that stalls for half a second takes one scan for two. */
export const JUNK = 'hc-x ox fx';

/** Names for a code that is well formed otherwise; what the officer then reads. */
export const NAMES: readonly (readonly [what: string, name: string])[] = [
  ['a right-to-left override', 'Tr\u1ea7n \u202eN\u1eacHN G\u0110\u202c A \u202e'],
  ['isolates that do not end', '\u2067\u2066\u2067L\u00ea V\u0103n \u2068B'],
  ['nothing that is to be seen', 'L\u00ea\u200b\u200b \u2060V\u0103n\u00ad \u3164\u115fB\ufeff'],
  ['letters under heaps of marks', [...'LEVANB'].map((letter) => letter + '\u030d\u0316'.repeat(14)).join('')],
  ['markup', '<b style=position:fixed;inset:0>Green</b><img src=x onerror=alert(1)>'],
  ['a word without end', 'W'.repeat(200)],
  ['every direction', '\u0627\u0644\u0642\u0648\u0642\u0627\u0632 \u05e9\u05dc\u05d5\u05dd L\u00ea 123'],
  ['line after line', 'A\u2028B\u2029C '.repeat(20)],
];
