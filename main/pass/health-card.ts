import * as z from 'zod';
import type { Person } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { MAX_ISSUER_LENGTH } from './signer-entry.ts';

const HEALTH_CARD = 'https://smarthealth.cards#health-card';

/** Longest text that is read: two and a space fit a check-in's name. */
const MAX_TEXT = 190;
const text = z.string().max(MAX_TEXT);

/** Revocation identifier: the specification puts it into `vc`, its examples beside. */
const rid = z.exactOptional(z.string().regex(/^[A-Za-z0-9_-]{1,24}$/));

/** FHIR R4 and R4B (4.0.1, 4.3.0); a later version may mean something else by the same names. */
const claimsSchema = z.object({
  iss: z.string().min(1).max(MAX_ISSUER_LENGTH),
  nbf: z.unknown().optional(),
  exp: z.unknown().optional(),
  rid,
  vc: z.object({
    type: z.array(text).refine((types) => types.includes(HEALTH_CARD)),
    rid,
    credentialSubject: z.object({
      fhirVersion: z.string().regex(/^4\.\d{1,3}\.\d{1,3}$/),
      fhirBundle: z.object({
        resourceType: z.literal('Bundle'),
        entry: z.array(
          z.object({ fullUrl: z.exactOptional(text), resource: z.looseObject({ resourceType: z.string() }) }),
        ),
      }),
    }),
  }),
});

const patientSchema = z.object({
  name: z
    .array(
      z.object({
        use: z.exactOptional(text),
        family: z.exactOptional(text),
        given: z.exactOptional(z.array(text)),
        text: z.exactOptional(text),
      }),
    )
    .min(1),
  birthDate: z.exactOptional(z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/)),
});

type Resource = z.infer<typeof claimsSchema>['vc']['credentialSubject']['fhirBundle']['entry'][number]['resource'];

/** The claims of a SMART Health Card (SMART Health Cards framework, "Health Cards are encoded as JWS"). */
export type HealthCard = {
  readonly issuer: string;
  /** NumericDates as written, `exp` undefined where there is none. */
  readonly nbf: unknown;
  readonly exp: unknown;
  /** Revocation identifier, unique per issuer. */
  readonly rid: string | null;
  readonly person: Omit<Person, 'ids'>;
  /** The bundle's other resources, all of that person. */
  readonly resources: readonly Resource[];
};

/**
 * As strict as telling whose card it is needs: one Patient with a name, to whom every resource that names its patient
 * refers. Unknown members and resources are passed over.
 */
export function readHealthCard(claims: unknown): Result<HealthCard, 'schema'> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return err('schema');
  const { iss: issuer, nbf, exp, vc } = parsed.data;
  const { entry } = vc.credentialSubject.fhirBundle;
  const [patient, ...furtherPatients] = entry.filter(({ resource }) => resource.resourceType === 'Patient');
  if (patient === undefined || furtherPatients.length > 0) return err('schema');
  const person = readPatient(patient.resource);
  const others = entry.filter((each) => each !== patient).map(({ resource }) => resource);
  if (person === null || !others.every((resource) => isOf(resource, patient.fullUrl))) return err('schema');
  return ok({ issuer, nbf, exp, rid: vc.rid ?? parsed.data.rid ?? null, person, resources: others });
}

/** The official name, else the first; family name first, as Vietnam writes it. */
function readPatient(resource: Resource): Omit<Person, 'ids'> | null {
  const parsed = patientSchema.safeParse(resource);
  if (!parsed.success) return null;
  const { name: names, birthDate = null } = parsed.data;
  const chosen = names.find(({ use }) => use === 'official') ?? names[0];
  const parts = [chosen?.family ?? '', ...(chosen?.given ?? [])].join(' ');
  const name = (parts.trim() === '' ? (chosen?.text ?? '') : parts).replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return name === '' || name.length > 2 * MAX_TEXT ? null : { name, birthDate };
}

const referenceSchema = z.object({ reference: text });

/** Whether what a resource says is of that patient: `patient` of an Immunization, `subject` of an Observation. */
function isOf({ patient, subject }: Resource, fullUrl: string | undefined): boolean {
  return [patient, subject].every((given) => {
    if (given === undefined) return true;
    const parsed = referenceSchema.safeParse(given);
    return parsed.success && parsed.data.reference === fullUrl;
  });
}
