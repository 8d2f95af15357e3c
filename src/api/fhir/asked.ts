import { z } from '@hono/zod-openapi';
import { PRACTICE } from '../../pipeline/fhir-out/encode-referral.ts';
import { systemOf, referralOfPart, referralSystem } from '../../pipeline/fhir-out/names.ts';
import { testsFor } from '../../pipeline/fhir-out/state-table.ts';
import { referralStates } from '../../domain/referral-state.ts';
import type { Queryable } from '../../store/database.ts';
import {
  findPartnersByNumber,
  findPatientsByNumber,
  widenPartners,
  widenPatients,
} from '../../store/fhir-out-people.ts';
import { findReferralsByNumber } from '../../store/fhir-out.ts';
import { refusal, type Refusal } from './outcome.ts';
import { MOST_COUNT, type Criterion, type Question } from './parse-search.ts';
import type { ResourceType } from './search-types.ts';

const uuids = z.array(z.uuid()).max(1_000).optional();

/** A search once its words became ids of ours: nothing in it says who a patient is, so that it may stand in an address. */
const askedSchema = z.object({
  type: z.string(),
  ids: uuids,
  partIds: z.array(z.string().max(64)).max(100).optional(),
  patients: uuids,
  partners: uuids,
  persons: uuids,
  organisations: uuids,
  isPracticeAsked: z.boolean().optional(),
  standing: z
    .array(
      z.object({
        state: z.enum(referralStates),
        isOnHold: z.boolean().optional(),
        isNoteDelivered: z.boolean().optional(),
      }),
    )
    .max(100)
    .optional(),
  isMergedToo: z.boolean().optional(),
  from: z.iso.datetime().optional(),
  before: z.iso.datetime().optional(),
  isNewestFirst: z.boolean(),
  count: z.int().min(1).max(MOST_COUNT),
  includes: z.array(z.string().max(60)).max(20),
  isTotalAsked: z.boolean(),
  isCountOnly: z.boolean(),
  elements: z.array(z.string().max(60)).max(60).optional(),
  after: z.object({ at: z.iso.datetime(), id: z.uuid(), nr: z.int().optional() }).optional(),
});

type Mutable = z.infer<typeof askedSchema>;
export type Asked = Readonly<Omit<Mutable, 'type'>> & { readonly type: ResourceType };

/** Numbers that find more than this say nothing about anybody. */
const MOST_FOUND = 50;

/** An opaque place in a search. */
export function encodeAsked(asked: Asked): string {
  return Buffer.from(`f1:${JSON.stringify(asked)}`).toString('base64url');
}

/** Undefined: not one of ours for this type. */
export function decodeAsked(cursor: string, type: ResourceType): Asked | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith('f1:')) return undefined;
  try {
    const parsed = askedSchema.safeParse(JSON.parse(text.slice('f1:'.length)));
    return parsed.success && parsed.data.type === type ? { ...parsed.data, type } : undefined;
  } catch {
    return undefined;
  }
}

/** Looks up what the words of a question mean. */
export async function resolveQuestion(
  db: Queryable,
  question: Question,
  publicUrl: string,
): Promise<Asked | Refusal> {
  const { type, isNewestFirst, count, includes, isTotalAsked, isCountOnly, elements, updated } = question;
  let asked: Asked = {
    type,
    ...updated,
    isNewestFirst,
    count,
    includes: [...includes],
    isTotalAsked,
    isCountOnly,
    ...(elements === undefined ? {} : { elements: [...elements] }),
  };
  for (const criterion of question.criteria) {
    const meant = await meaningOf(db, type, criterion, publicUrl);
    if ('reason' in meant) return meant;
    asked = both(asked, meant);
  }
  return asked;
}

type Meaning = Partial<
  Pick<
    Asked,
    | 'ids'
    | 'partIds'
    | 'patients'
    | 'partners'
    | 'persons'
    | 'organisations'
    | 'standing'
    | 'isMergedToo'
    | 'isPracticeAsked'
  >
>;

async function meaningOf(
  db: Queryable,
  type: ResourceType,
  { name, kind, values }: Criterion,
  publicUrl: string,
): Promise<Meaning | Refusal> {
  switch (kind) {
    case 'id':
      return type === 'Appointment' || type === 'DocumentReference'
        ? { ids: values.flatMap((one) => referralOfPart(one) ?? []), partIds: [...values] }
        : { ids: values.filter(isUuid), isPracticeAsked: values.includes(PRACTICE) };
    case 'referral':
    case 'patient':
    case 'partner':
    case 'person':
    case 'organisation':
      return referenced(db, kind, { name, kind, values }, publicUrl);
    case 'status':
      return {
        standing: [...testsFor(type === 'Task' ? 'task' : 'request', codesOf(values))],
        isMergedToo: codesOf(values).includes('entered-in-error'),
      };
    case 'businessStatus':
      return { standing: [...testsFor('business', codesOf(values))], isMergedToo: false };
    case 'number':
    case 'ownNumber':
    case 'patientNumber':
    case 'partnerNumber': {
      const found = await findByNumbers(db, type, kind, values, publicUrl);
      if (found.length > MOST_FOUND)
        return refusal(
          400,
          'too-costly',
          `"${name}" means too many: name the issuer too (system|value).`,
          name,
        );
      if (kind === 'patientNumber') return { patients: [...(await widenPatients(db, found))] };
      if (kind === 'partnerNumber') return { partners: [...(await widenPartners(db, found))] };
      return { ids: [...found] };
    }
  }
}

const referredTypes = {
  referral: ['ServiceRequest', 'Task'],
  patient: ['Patient'],
  partner: ['Practitioner', 'Organization'],
  person: ['Practitioner'],
  organisation: ['Organization'],
} as const;

/** What references lead to, under every id it has had. */
async function referenced(
  db: Queryable,
  kind: keyof typeof referredTypes,
  { name, values }: Criterion,
  publicUrl: string,
): Promise<Meaning | Refusal> {
  const types = referredTypes[kind];
  const ids = referred(values, types, publicUrl);
  if (ids.length < values.length) {
    const hint =
      kind === 'patient' ? ' A number of a patient is asked for by POST as patient.identifier.' : '';
    return refusal(400, 'value', `"${name}" is a reference: ${types.join('/<id> or ')}/<id>.${hint}`, name);
  }
  switch (kind) {
    case 'referral':
      return { ids };
    case 'patient':
      return { patients: [...(await widenPatients(db, ids))] };
    case 'partner':
      return { partners: [...(await widenPartners(db, ids))] };
    case 'person':
      return { persons: [...(await widenPartners(db, ids))] };
    case 'organisation':
      return { organisations: [...(await widenPartners(db, ids))] };
  }
}

async function findByNumbers(
  db: Queryable,
  type: ResourceType,
  kind: Criterion['kind'],
  values: readonly string[],
  publicUrl: string,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const token of values) {
    const { system: uri, value } = tokenOf(token);
    const system = uri === undefined ? undefined : systemOf(uri, publicUrl);
    if (kind === 'number') {
      if ((uri === undefined || uri === referralSystem(publicUrl)) && isUuid(value)) found.add(value);
      for (const id of await findReferralsByNumber(db, { system, value }, MOST_FOUND + 1)) found.add(id);
    } else if (kind === 'patientNumber' || type === 'Patient') {
      for (const id of await findPatientsByNumber(db, { system, value }, MOST_FOUND + 1)) found.add(id);
    } else {
      for (const id of await findPartnersByNumber(db, { system: system ?? 'npi', value })) found.add(id);
    }
  }
  return [...found];
}

/** Both hold: what is given twice is what both have. */
function both(one: Asked, other: Meaning): Asked {
  const common = (a: string[] | undefined, b: string[] | undefined): string[] | undefined =>
    a && b ? a.filter((id) => b.includes(id)) : (b ?? a);
  const merged = { ...one, ...other };
  for (const key of ['ids', 'partIds', 'patients', 'partners', 'persons', 'organisations'] as const) {
    const ids = common(one[key], other[key]);
    if (ids !== undefined) merged[key] = ids;
  }
  if (!one.standing || !other.standing) return merged;
  const { standing } = other;
  const isSame = (a: Standing, b: Standing): boolean =>
    a.state === b.state &&
    (a.isOnHold === undefined || b.isOnHold === undefined || a.isOnHold === b.isOnHold) &&
    (a.isNoteDelivered === undefined ||
      b.isNoteDelivered === undefined ||
      a.isNoteDelivered === b.isNoteDelivered);
  return {
    ...merged,
    standing: one.standing.flatMap((a) => standing.filter((b) => isSame(a, b)).map((b) => ({ ...b, ...a }))),
    isMergedToo: (one.isMergedToo ?? false) && (other.isMergedToo ?? false),
  };
}

type Standing = NonNullable<Asked['standing']>[number];

/** Ids of references to these types: `Patient/<id>`, its whole address here, or the bare id. */
function referred(values: readonly string[], types: readonly string[], publicUrl: string): string[] {
  return values.flatMap((value) => {
    const local = value.startsWith(`${publicUrl}/fhir/R4/`)
      ? value.slice(`${publicUrl}/fhir/R4/`.length)
      : value;
    const [id, type] = local.split('/').toReversed();
    const isMeant = type === undefined || types.includes(type);
    return isMeant && id !== undefined && isUuid(id) ? [id] : [];
  });
}

/** `system|value`, `|value` or `value`. */
function tokenOf(token: string): { readonly system?: string; readonly value: string } {
  const bar = token.indexOf('|');
  if (bar < 0) return { value: token };
  const system = token.slice(0, bar);
  return { ...(system === '' ? {} : { system }), value: token.slice(bar + 1) };
}

/** Codes with or without their system. */
function codesOf(values: readonly string[]): readonly string[] {
  return values.map((value) => tokenOf(value).value);
}

export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}
