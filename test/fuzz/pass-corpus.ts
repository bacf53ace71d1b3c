import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { cccdText } from '../../fixtures/issuer/cccd.ts';
import { issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { makeSigner, type SignerEntry } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import {
  SAMPLE_CLAIMS,
  SAMPLE_DCC,
  SAMPLE_HOLDER,
  SAMPLE_INSURED,
  SAMPLE_PERSON,
  SAMPLE_QID,
  SAMPLE_SHC,
  SAMPLE_VACCINATION,
} from '../../fixtures/issuer/samples.ts';
import { issueShc, makeShcSigner } from '../../fixtures/issuer/shc.ts';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { createKeyring, parseSigners } from '../../main/pass/keyring.ts';
import { readPass } from '../../main/pass/read.ts';
import { issueStationTrust, type StationTrust } from './station-trust.ts';

/** Valid passes of every format, and the signers that a station trusts for them: entries of a list of signers. */
export type PassCorpus = {
  readonly signers: readonly (SignerEntry | { readonly kid: string; readonly certificate: string })[];
  readonly passes: readonly { readonly name: string; readonly text: string }[];
  readonly trust: StationTrust;
};

const RECOVERY = {
  tg: '840539006',
  fr: '2026-06-01',
  co: 'VN',
  is: 'Bộ Y tế',
  df: '2026-06-12',
  du: '2026-12-01',
  ci: 'URN:UVCI:01:VN:2',
};
const TEST = {
  tg: '840539006',
  tt: 'LP6464-4',
  nm: 'RT-PCR',
  sc: '2026-11-20T08:00:00+07:00',
  tr: '260415000',
  tc: 'Viện Pasteur',
  co: 'VN',
  is: 'Bộ Y tế',
  ci: 'URN:UVCI:01:VN:3',
};

/** As an observation of a health card. */
const PCR = { loinc: '94500-6', snomed: '260415000', at: '2026-11-20T08:00:00+07:00' };

/** Freshly issued, so that the newest writer of each format is what the reader is tried with. */
export async function issuePassCorpus(): Promise<PassCorpus> {
  const formats = ['hc1', 'qr1405'];
  const es256 = makeSigner({ alg: 'ES256', country: 'VN', formats });
  const ps256 = makeSigner({ alg: 'PS256', country: 'VN', formats });
  const eddsa = makeSigner({ alg: 'EdDSA', country: 'VN', formats });
  const visitor = makeShcSigner({ country: 'XX' });
  const bound = makeShcSigner({ country: 'XX', issuer: SAMPLE_SHC.iss });
  const { v: _, ...person } = SAMPLE_DCC;
  const second = { ...SAMPLE_VACCINATION, dn: 3, sd: 3, mp: 'EU/1/20/1528' };
  const status = { uri: 'https://status.example/status/1', idx: 17 };
  const sealed = { person: SAMPLE_PERSON, qid: SAMPLE_QID, issuedAt: 1_790_000_000, expiresAt: 1_800_000_000 };
  const byProxy = {
    ...SAMPLE_PERSON,
    declaredByAnother: true,
    proxyQid: '162979388586171101',
    insurance: 'DN4010112345678',
  };
  const own = [
    { name: 'hc1 vaccination ES256', text: issueHc1({ signer: es256, ...SAMPLE_CLAIMS }) },
    { name: 'hc1 vaccination PS256', text: issueHc1({ signer: ps256, ...SAMPLE_CLAIMS }) },
    { name: 'hc1 with status', text: issueHc1({ signer: es256, ...SAMPLE_CLAIMS, status }) },
    { name: 'hc1 booster', text: issueHc1({ signer: es256, ...SAMPLE_CLAIMS, dcc: { ...person, v: [second] } }) },
    { name: 'hc1 recovery', text: issueHc1({ signer: es256, ...SAMPLE_CLAIMS, dcc: { ...person, r: [RECOVERY] } }) },
    { name: 'hc1 test', text: issueHc1({ signer: es256, ...SAMPLE_CLAIMS, dcc: { ...person, t: [TEST] } }) },
    { name: 'seal ES256', text: issueSealed1405({ signer: es256, ...sealed }) },
    { name: 'seal EdDSA', text: issueSealed1405({ signer: eddsa, ...sealed, statusList: 1, statusIndex: 5 }) },
    { name: 'seal by proxy', text: issueSealed1405({ signer: es256, ...sealed, person: byProxy }) },
    { name: 'qr1405 unsigned', text: unsigned1405({ person: byProxy, qid: SAMPLE_QID }) },
    {
      name: 'qr1405 without the first slot',
      text: '001093029317|NGUYEN VAN A|1987|0|162979388586171100|1<00<0912345678',
    },
    { name: 'shc vaccination', text: issueShc({ signer: visitor, ...SAMPLE_SHC }) },
    { name: 'shc of a bound issuer', text: issueShc({ signer: bound, ...SAMPLE_SHC, exp: 1_800_000_000, rid: 'a1' }) },
    { name: 'shc test', text: issueShc({ signer: visitor, ...SAMPLE_SHC, immunizations: [], observations: [PCR] }) },
    { name: 'cccd of 2021', text: cccdText(SAMPLE_HOLDER) },
    { name: 'cccd without a former number', text: cccdText({ ...SAMPLE_HOLDER, formerNumber: '' }) },
    { name: 'cccd of 2024', text: cccdText({ ...SAMPLE_HOLDER, relatives: ['Nguyễn Văn B', 'Trần Thị C', '', ''] }) },
    { name: 'bhyt', text: bhytText({ ...SAMPLE_INSURED, to: '2027-12-31' }) },
    { name: 'bhyt of ten digits', text: bhytText({ ...SAMPLE_INSURED, number: '0123456789', birthDate: '1987' }) },
    { name: 'code', text: '079123456789' },
    { name: 'code with blanks', text: '162 979 388 586 171 100' },
  ];
  const vectors = readablePublicPasses();
  const entries = [es256, ps256, eddsa, visitor, bound].map(({ entry }) => entry);
  const signers = [...entries, ...vectors.map(({ signer }) => signer)];
  return {
    signers,
    trust: await issueStationTrust(signers),
    passes: [...own, ...vectors.map(({ name, text }) => ({ name, text }))],
  };
}

type Vector = { readonly id: string; readonly qr: string; readonly certificate: string };
/** Fewer than the made-up ones matter less, more would crowd them out. */
const MOST_VECTORS = 24;

/** Passes of the public vectors that read well and verify by the certificate beside them. */
function readablePublicPasses() {
  const found = (publicVectors<Vector[]>('hc1-dgc-testdata.json') ?? []).flatMap(({ id, qr, certificate }) => {
    const der = Buffer.from(certificate.replace(/-----[A-Z ]+-----/g, ''), 'base64');
    const kid = createHash('sha256').update(der).digest().toString('base64', 0, 8);
    const list = parseSigners([{ kid, certificate }]);
    if (!list.ok) return [];
    const reading = readPass(qr, createKeyring(list.value.keys));
    if (!reading.ok || reading.pass.signature !== 'valid') return [];
    return [{ name: id, text: qr, signer: { kid, certificate } }];
  });
  const step = Math.max(1, Math.floor(found.length / MOST_VECTORS));
  return found.filter((_, at) => at % step === 0).slice(0, MOST_VECTORS);
}
