/** What an EXPECTED… field of a dgc-testdata vector tells; VERDICT is the list's own VALID or INVALID. */
export type VectorField =
  | 'UNPREFIX'
  | 'B45DECODE'
  | 'COMPRESSION'
  | 'DECODE'
  | 'VERIFY'
  | 'KEYUSAGE'
  | 'EXPIRATIONCHECK'
  | 'SCHEMAVALIDATION'
  | 'VALIDOBJECT'
  | 'VALIDJSON'
  | 'VERDICT';

export type Disagreement = {
  readonly field: VectorField;
  /** What the vectors expect; this implementation answers the opposite. */
  readonly expected: boolean;
  readonly reason: string;
  readonly ids: readonly string[];
};

/**
 * Every vector of eu-digital-green-certificates/dgc-testdata that is answered otherwise than it expects, and why. The test
 * beside this fails for an entry that is missing or unneeded. SCHEMAVALIDATION `false` that is answered `true` admits
 * nobody by itself: the content of an authentic pass is judged by rules, and values that they do not know make no green.
 */
export const VECTOR_DISAGREEMENTS: readonly Disagreement[] = [
  {
    field: 'VERIFY',
    expected: true,
    reason:
      'Signed with a P-384 key under ES256, which EU DCC binds to P-256 (hcert_spec section 3.3.2): the key serves no algorithm of passes.',
    ids: ['ES/2DCode/raw/402'],
  },
  {
    field: 'KEYUSAGE',
    expected: true,
    reason:
      'The certificate beside it is not that of the key that signed (the vector expects VERIFY to fail): the usage of an unknown key is not judged.',
    ids: ['PL/1.0.0/2DCode/raw/6'],
  },
  {
    field: 'VERDICT',
    expected: false,
    reason:
      'INVALID for its damaged picture of a QR alone; the text that the picture should hold is that of a valid pass.',
    ids: ['common/2DCode/raw/Q1'],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: true,
    reason:
      'Two vaccinations in one pass, which schema 1.2 allowed; a pass with several events is refused (as DGC2 of the same suite demands) by the reason multiple-events.',
    ids: ['SK/2DCode/raw/3'],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'A code outside its value set (test device 9999): passed on for rules to judge, value sets grow.',
    ids: ['PL/1.0.0/2DCode/raw/7', 'PL/1.2.1/2DCode/raw/7'],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'A code outside its value set (country XY): passed on for rules to judge, value sets grow.',
    ids: ['PL/1.0.0/2DCode/raw/8', 'PL/1.3.0/2DCode/raw/8'],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'A code outside its value set (manufacturer ORG-99999999): passed on for rules to judge, value sets grow.',
    ids: ['PL/1.0.0/2DCode/raw/9', 'PL/1.2.1/2DCode/raw/9'],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'Born in 1815, before the schema begins to count: the birth date is shown, never judged.',
    ids: [
      'NL/2DCode/raw/022-NL-test',
      'NL/2DCode/raw/030-NL-test',
      'NL/2DCode/raw/054-NL-test',
      'NL/2DCode/raw/062-NL-test',
      'NL/2DCode/raw/070-NL-test',
      'NL/2DCode/raw/078-NL-vaccination',
      'NL/2DCode/raw/102-NL-vaccination',
      'NL/2DCode/raw/118-NL-vaccination',
      'NL/2DCode/raw/126-NL-vaccination',
      'NL/2DCode/raw/142-NL-vaccination',
      'NL/2DCode/raw/166-NL-recovery',
      'NL/2DCode/raw/174-NL-recovery',
      'NL/2DCode/raw/182-NL-recovery',
      'NL/2DCode/raw/206-NL-recovery',
      'NL/2DCode/raw/222-NL-test+wrong_key',
      'NL/2DCode/raw/230-NL-test+wrong_key',
      'NL/2DCode/raw/238-NL-test+wrong_key',
      'NL/2DCode/raw/254-NL-test+wrong_key',
      'NL/2DCode/raw/262-NL-test+wrong_key',
      'NL/2DCode/raw/286-NL-test+wrong_key',
    ],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'Born in 2023, after the clock of the vector: the birth date is shown, never judged.',
    ids: [
      'NL/2DCode/raw/007-NL-test',
      'NL/2DCode/raw/047-NL-test',
      'NL/2DCode/raw/063-NL-test',
      'NL/2DCode/raw/079-NL-vaccination',
      'NL/2DCode/raw/087-NL-vaccination',
      'NL/2DCode/raw/103-NL-vaccination',
      'NL/2DCode/raw/135-NL-vaccination',
      'NL/2DCode/raw/151-NL-recovery',
      'NL/2DCode/raw/159-NL-recovery',
      'NL/2DCode/raw/167-NL-recovery',
      'NL/2DCode/raw/191-NL-recovery',
      'NL/2DCode/raw/239-NL-test+wrong_key',
      'NL/2DCode/raw/247-NL-test+wrong_key',
    ],
  },
  {
    field: 'SCHEMAVALIDATION',
    expected: false,
    reason: 'A given name of pictographs without its transliteration: the name is shown, never judged.',
    ids: [
      'NL/2DCode/raw/064-NL-test',
      'NL/2DCode/raw/068-NL-test',
      'NL/2DCode/raw/139-NL-vaccination',
      'NL/2DCode/raw/141-NL-vaccination',
      'NL/2DCode/raw/208-NL-recovery',
      'NL/2DCode/raw/210-NL-recovery',
      'NL/2DCode/raw/212-NL-recovery',
      'NL/2DCode/raw/213-NL-recovery',
      'NL/2DCode/raw/282-NL-test+wrong_key',
      'NL/2DCode/raw/285-NL-test+wrong_key',
    ],
  },
];
