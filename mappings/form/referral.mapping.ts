import {
  minimumColumns,
  type Fact,
  type JsonObject,
  type JsonValue,
  type Link,
  type Mapped,
  type PartyClaim,
  type PatientClaim,
  type RecordMapping,
} from '#hub';
import { present } from '../shared/present.ts';
import { textOf } from '../shared/referral-record-columns.ts';
import { mapReferralRecord } from '../shared/referral-record.ts';

/**
 * A form a person filled in: at the phone, at the desk, on the website, at the kiosk. The canonical columns (DOMAIN 5.1), and what
 * only a form says: which partner of the directory was picked (`referringPartnerId`, `pcpPartnerId`), which referral it belongs to
 * (`sameAs`) or is not (`apartFrom`), the caller, and the time the patient wishes for.
 */
const form: RecordMapping = {
  name: 'form/referral',
  version: 1,
  format: 'record',
  map: (record, context) => {
    const isPublic = publicForms.has(textOf(record, 'form') ?? '');
    const mapped = mapReferralRecord({ ...record, reasonText: reasonOf(record) }, context, {
      dates: ['us'],
      // Whom somebody picked is known by more than a birth date.
      minimum: isPublic ? minimumColumns : ['platformReferralId', 'patientLast'],
      needsReview: () => (isPublic ? unchecked : undefined),
    });
    return mapped.outcome === 'facts' ? withChoices(mapped, record, isPublic) : mapped;
  },
};

export default form;

/** Filled in by whoever found the page. */
const publicForms: ReadonlySet<string> = new Set(['website', 'kiosk']);

const unchecked = 'Came by a public form: call back before it counts as a referral.';

type Facts = Extract<Mapped, { readonly outcome: 'facts' }>;

function withChoices(mapped: Facts, record: JsonObject, isPublic: boolean): Facts {
  const joined = linksOf(record['sameAs']);
  return {
    ...mapped,
    subjects: mapped.subjects.map(({ patient, facts }) => ({
      patient: withoutNumber(patient),
      // What a stranger writes must not change what is known of a patient: it only finds or enters one.
      facts: [
        ...facts
          .filter((fact) => !isPublic || fact.kind !== 'patient_described')
          .map((fact) => chosen(fact, record, joined)),
        ...apartOf(record, facts),
      ],
    })),
  };
}

/** The number of a form is nothing people would know a patient by. */
function withoutNumber(patient: PatientClaim): PatientClaim {
  const identifiers = patient.identifiers.filter(({ system }) => !system.includes(':patient-of-referral/'));
  return { ...patient, identifiers };
}

/** A fact with the partner a person picked, and with the links of the referral it belongs to. */
function chosen(fact: Fact, record: JsonObject, joined: readonly Link[]): Fact {
  const linked: Fact = fact.links.length === 0 ? fact : { ...fact, links: [...fact.links, ...joined] };
  if (linked.kind === 'patient_described') return { ...linked, patient: withoutNumber(linked.patient) };
  if (linked.kind !== 'party_named' || linked.party === null) return linked;
  const column = partnerColumns[linked.role];
  const partnerId = column === undefined ? undefined : textOf(record, column);
  return partnerId === undefined || !isUuid(partnerId)
    ? linked
    : { ...linked, party: { ...linked.party, ...kindOf(linked.party), partnerId } };
}

const partnerColumns: Readonly<Record<string, string>> = {
  referrer: 'referringPartnerId',
  pcp: 'pcpPartnerId',
};

/** Whoever was picked is somebody, whatever their name looks like. */
function kindOf({ kind }: PartyClaim): Pick<PartyClaim, 'kind'> {
  return { kind: kind === 'self' || kind === 'unknown' ? 'organisation' : kind };
}

/** A person said that it is another referral than the one that looked like it. */
function apartOf(record: JsonObject, facts: readonly Fact[]): readonly Fact[] {
  const one = linksOf(record['apartFrom']);
  const request = facts.find((fact) => fact.kind === 'referral_requested');
  if (one.length === 0 || request === undefined) return [];
  const { effectiveAt, links: other } = request;
  return [{ kind: 'threads_parted', effectiveAt, links: [], lineage: ['apartFrom'], one, other }];
}

/** Reason, wish and notes are one text: that is what whoever books reads. */
function reasonOf(record: JsonObject): string {
  const said = present({
    reason: textOf(record, 'reasonText'),
    wished: textOf(record, 'wishedTime'),
    caller: textOf(record, 'callerName'),
    callBack: textOf(record, 'callBack'),
    notes: textOf(record, 'notes'),
  });
  const call = [said.caller, said.callBack].filter(Boolean).join(', ');
  return [
    said.reason ?? '',
    said.wished === undefined ? '' : `Wished: ${said.wished}`,
    call === '' ? '' : `Call back: ${call}`,
    said.notes ?? '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function linksOf(value: JsonValue | undefined): readonly Link[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap((one): Link[] => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return [];
    const link = one as JsonObject;
    const kind = linkKinds.find((known) => known === link['kind']);
    const [system, text] = [textOf(link, 'system'), textOf(link, 'value')];
    return kind === undefined || system === undefined || text === undefined
      ? []
      : [{ kind, system, value: text }];
  });
}

const linkKinds: readonly Link['kind'][] = [
  'referral',
  'order',
  'appointment',
  'visit',
  'document',
  'statement',
];

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
