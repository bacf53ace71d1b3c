/** The codes of one disease that SMART Health Cards use, in terms of the EU value sets (eu-dcc-valuesets). */

/** SNOMED CT: COVID-19. */
export const COVID_19 = '840539006';

export type CovidVaccine = {
  /** Code of the EU value set of products; `CVX-<n>` where it has none. */
  readonly mp: string;
  /** Doses of the basic course. Where it is not known, 2: one dose of such a product never completes a course. */
  readonly sd: number;
};

const COMIRNATY = { mp: 'EU/1/20/1528', sd: 2 };
const SPIKEVAX = { mp: 'EU/1/20/1507', sd: 2 };
const NUVAXOVID = { mp: 'EU/1/21/1618', sd: 2 };
const of = (mp: string, sd: number): CovidVaccine => ({ mp, sd });

/**
 * Code of the CDC's list CVX → product. All that are COVID-19 vaccines (HL7 value set immunization-covid-cvx, and 213, 308
 * to 313 and 500 of the CDC's list); any other code is of another disease and does not count.
 */
const VACCINES: ReadonlyMap<string, CovidVaccine> = new Map([
  ...['207', '221', '227', '228', '229', '230', '311', '312', '519'].map((cvx) => [cvx, SPIKEVAX] as const),
  ...['208', '217', '218', '219', '300', '301', '302', '308', '309', '310', '520'].map(
    (cvx) => [cvx, COMIRNATY] as const,
  ),
  ...['211', '313'].map((cvx) => [cvx, NUVAXOVID] as const),
  ['210', of('EU/1/21/1529', 2)],
  ['212', of('EU/1/20/1525', 1)],
  ['502', of('Covaxin', 2)],
  ['503', of('CoviVac', 2)],
  ['504', of('Sputnik-Light', 1)],
  ['505', of('Sputnik-V', 2)],
  ['506', of('Convidecia', 1)],
  ['509', of('EpiVacCorona', 2)],
  ['510', of('BBIBP-CorV', 2)],
  ['511', of('CoronaVac', 2)],
  ['512', of('Covifenz', 2)],
  ['515', of('MVC-COV1901', 2)],
  ['518', of('EU/1/21/1624', 2)],
  ...['213', '225', '226', '500', '501', '507', '508', '513', '514', '516', '517'].map(
    (cvx) => [cvx, of(`CVX-${cvx}`, 2)] as const,
  ),
]);

/** Null: no vaccine against COVID-19. */
export function covidVaccine(cvx: string): CovidVaccine | null {
  return VACCINES.get(cvx) ?? null;
}

/** Codes of the EU value set covid-19-lab-test-type. */
const NUCLEIC_ACID = 'LP6464-4';
const ANTIGEN = 'LP217198-3';

/**
 * LOINC codes of tests for the virus itself (HL7 value set lab-qualitative-test-covid): nucleic acid and antigen. Those for
 * antibodies and T cells tell of a past infection and are no such tests.
 */
const TESTS: ReadonlyMap<string, string> = new Map([
  ...(
    '94307-6 94308-4 94309-2 94310-0 94314-2 94315-9 94316-7 94500-6 94502-2 94532-9 94533-7 94534-5 94559-2 94565-9 ' +
    '94639-2 94640-0 94641-8 94647-5 94660-8 94756-4 94757-2 94758-0 94759-8 94760-6 94765-5 94766-3 94767-1 94822-4 ' +
    '94845-5 95406-5 95409-9 95424-8 95425-5 95608-6 95609-4 95823-1 95824-9 96091-4 96120-1 96121-9 96122-7 96123-5 ' +
    '96448-6 96763-8 96765-3 96797-6 96829-7 96957-6 96958-4 96986-5 97098-8 98131-6 98132-4 98493-0 98494-8'
  )
    .split(' ')
    .map((loinc) => [loinc, NUCLEIC_ACID] as const),
  ...['94558-4', '95209-3', '96119-3', '97097-0'].map((loinc) => [loinc, ANTIGEN] as const),
]);

/** The kind of test, null: none for the virus of COVID-19. */
export function covidTest(loinc: string): string | null {
  return TESTS.get(loinc) ?? null;
}

const DETECTED = '260373001';
const NOT_DETECTED = '260415000';

/**
 * SNOMED CT qualifier (HL7 value set lab-qualitative-result) → code of the EU value set covid-19-lab-result. What is
 * neither positive nor negative (inconclusive, invalid) stays as it is, and proves nothing.
 */
const RESULTS: ReadonlyMap<string, string> = new Map([
  ...['260373001', '10828004', '11214006', '720735008', '840533007'].map((code) => [code, DETECTED] as const),
  ...['260415000', '260385009', '131194007'].map((code) => [code, NOT_DETECTED] as const),
]);

export function covidResult(snomed: string): string {
  return RESULTS.get(snomed) ?? snomed;
}
