import type { Hl7Message, Hl7Segment, Identifier, PartyClaim } from '#hub';
import { distinct } from './identifiers.ts';
import { isPlaceholderId } from './not-people.ts';
import { claimWith, readName, readNpi, readPerson } from './people.ts';
import { present } from './present.ts';
import type { CommonReading } from './rules.ts';
import { readTelecom } from './telecom.ts';

type Named = PartyClaim | null | undefined;

/**
 * The referrer: PRD role RP, then ROL role RP with the visit's before the patient's, then PRT, then PV1-8 (DOMAIN 1.6 A). Never
 * PV1-7, PV1-9, PV1-17, AIP-3 or SCH-16: those are our own people.
 */
export function standardReferrer(message: Hl7Message, reading: CommonReading): Named {
  return firstNamed(message, [
    (it) => providerInRole(it, 'RP', reading),
    (it) => personInRole(it, 'RP', reading),
    (it) => readPerson(it.segment('PV1'), 8, reading),
  ]);
}

/** The PCP: PRD, ROL or PRT role PP, then PD1-4 with the practice of PD1-3 (DOMAIN 1.6 A). */
export function standardPcp(message: Hl7Message, reading: CommonReading): Named {
  return firstNamed(message, [
    (it) => providerInRole(it, 'PP', reading),
    (it) => personInRole(it, 'PP', reading),
    (it) => primaryCareOf(it, reading),
  ]);
}

/** The first place that names somebody; if none does, the first that says anything: self, nobody, deleted. */
export function firstNamed(message: Hl7Message, places: readonly ((message: Hl7Message) => Named)[]): Named {
  // Looked up aside, so that the fact's lineage names only the place that won.
  const aside = message.tracked().message;
  const found = places.map((place) => place(aside));
  const named = found.findIndex((party) => party?.kind === 'person' || party?.kind === 'organisation');
  const spoken = named >= 0 ? named : found.findIndex((party) => party !== undefined);
  return spoken < 0 ? undefined : places[spoken]?.(message);
}

/** PRD: the one segment that has a person's office, phone and fax. */
export function readProviderData(segment: Hl7Segment, reading: CommonReading): PartyClaim {
  const ids = readLicences(segment, 7, reading);
  const organisation = segment.at('10.1');
  const name = readName(segment.repetitions(2)[0]);
  const claim = claimWith(name, ids, reading);
  const kind = name === undefined && organisation !== undefined ? 'organisation' : claim.kind;
  if (kind === 'self' || kind === 'unknown') return claim;
  return { ...claim, kind, ...present({ organisation }), ...officeOf(segment, 5, 3) };
}

/** CTD: the person in the office who sends the referrals. */
export function readContact(segment: Hl7Segment, reading: CommonReading): PartyClaim | undefined {
  const name = readName(segment.repetitions(2)[0]);
  const claim = claimWith(name, readLicences(segment, 7, reading), reading);
  return claim.kind === 'person' ? { ...claim, ...officeOf(segment, 5, 3) } : undefined;
}

/** Whether PRD-1 or CTD-1 lists the role. */
export function hasRole(segment: Hl7Segment, role: string): boolean {
  return segment.repetitions(1).some((repetition) => repetition.at('1')?.toUpperCase() === role);
}

/** Phone, fax, mail and town of an office. */
export function officeOf(
  segment: Hl7Segment,
  telecomField: number,
  addressField: number,
): Pick<PartyClaim, 'phone' | 'fax' | 'email' | 'city'> {
  const { phones, fax, email } = readTelecom(segment.repetitions(telecomField));
  return present({ phone: phones[0], fax, email, city: segment.at(`${addressField}.3`) });
}

/** Whether two claims share an id or a whole name. */
export function isSamePerson(a: PartyClaim, b: PartyClaim): boolean {
  const ids = new Set(a.identifiers.map(idKey));
  if (b.identifiers.some((id) => ids.has(idKey(id)))) return true;
  const [nameA, nameB] = [fullName(a), fullName(b)];
  return nameA !== '' && nameA === nameB;
}

/** An NPI, a `system|value` or a bare local value of the site's own list. */
export function isOwn(party: PartyClaim, own: readonly string[]): boolean {
  return party.identifiers.some((id) => own.includes(id.value) || own.includes(idKey(id)));
}

function providerInRole(message: Hl7Message, role: string, reading: CommonReading): Named {
  const segment = message.named('PRD').find((candidate) => hasRole(candidate, role));
  return segment && readProviderData(segment, reading);
}

/** ROL (until v2.6) and PRT (from v2.7) have the role in different fields; both have action code 2. */
const roleLayouts = {
  ROL: { role: '3.1', person: 4, telecom: 12, address: 11, end: '6' },
  PRT: { role: '4.1', person: 5, telecom: 15, address: 14, end: '12' },
} as const;

const roleWords: Readonly<Record<string, readonly string[]>> = { RP: ['RP', 'REF'], PP: ['PP', 'PCP'] };

function personInRole(message: Hl7Message, role: string, reading: CommonReading): Named {
  const visit = message.segment('PV1')?.index ?? Number.POSITIVE_INFINITY;
  const inRole = [...message.named('ROL'), ...message.named('PRT')].filter((segment) =>
    isInRole(segment, role, reading),
  );
  // The ROL after PV1 speaks of this visit, the one after PID of the patient in general.
  const segment = (role === 'RP' ? inRole.find((one) => one.index > visit) : undefined) ?? inRole[0];
  if (segment === undefined) return undefined;
  if (segment.at('2')?.toUpperCase() === 'DE') return null;
  const layout = layoutOf(segment);
  const person = readPerson(segment, layout.person, reading);
  return person?.kind === 'person'
    ? { ...person, ...officeOf(segment, layout.telecom, layout.address) }
    : person;
}

function isInRole(segment: Hl7Segment, role: string, reading: CommonReading): boolean {
  const layout = layoutOf(segment);
  const code = segment.at(layout.role)?.toUpperCase() ?? '';
  if (!(roleWords[role] ?? [role]).includes(code)) return false;
  const end = segment.at(layout.end)?.slice(0, 8);
  const today = reading.context.receivedAt.slice(0, 10).replaceAll('-', '');
  return end === undefined || end >= today;
}

function layoutOf(segment: Hl7Segment): (typeof roleLayouts)[keyof typeof roleLayouts] {
  return segment.name === 'PRT' ? roleLayouts.PRT : roleLayouts.ROL;
}

function primaryCareOf(message: Hl7Message, reading: CommonReading): Named {
  const segment = message.segment('PD1');
  const person = readPerson(segment, 4, reading);
  if (segment === undefined || person === null) return person;
  const organisation = segment.at('3.1');
  if (person?.kind === 'person') return { ...person, ...present({ organisation }) };
  if (organisation === undefined) return person;
  return { kind: 'organisation', identifiers: [], organisation };
}

/** PLN: 1 number, 2 type, 3 state. */
function readLicences(
  segment: Hl7Segment,
  field: number,
  reading: CommonReading,
): { readonly identifiers: readonly Identifier[]; readonly npiCertainty?: 'certain' | 'probable' } {
  let certainty: 'certain' | 'probable' | undefined;
  const identifiers = segment.repetitions(field).flatMap((repetition): readonly Identifier[] => {
    const value = repetition.at('1')?.trim();
    if (value === undefined || isPlaceholderId(value)) return [];
    const type = repetition.at('2')?.toUpperCase();
    const npi = readNpi(value, type === 'NPI');
    if (npi !== undefined) certainty = certainty === 'certain' ? certainty : npi.certainty;
    if (npi?.certainty === 'certain') return [{ system: 'npi', value: npi.value }];
    if (type === 'NPI') {
      reading.warn(
        'npi-check',
        `${repetition.path}.1`,
        'What is called an NPI fails the check: kept as a local id.',
      );
    }
    const state = repetition.at('3');
    const kind = type === 'NPI' ? 'not-npi' : (type?.toLowerCase() ?? 'provider');
    const system = `${reading.context.sender}:${kind}${state === undefined ? '' : `-${state.toLowerCase()}`}`;
    return npi === undefined
      ? [{ system, value }]
      : [
          { system: 'npi', value: npi.value },
          { system, value },
        ];
  });
  return { identifiers: distinct(identifiers), ...present({ npiCertainty: certainty }) };
}

function idKey(id: Identifier): string {
  return `${id.system}|${id.value}`;
}

function fullName(party: PartyClaim): string {
  const { family, given } = party.name ?? {};
  return family === undefined || given === undefined ? '' : `${family},${given}`.toUpperCase();
}
