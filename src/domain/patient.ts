import type { Address, PatientClaim, PersonName } from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';

/** What was said of a patient before and is not said now, newest first. Matching compares with it, nothing else uses it. */
export type FormerDetails = {
  readonly names?: readonly PersonName[];
  readonly birthDates?: readonly string[];
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
  readonly addresses?: readonly Address[];
};

export type PatientDemographics = Omit<PatientClaim, 'identifiers'> & { readonly former?: FormerDetails };

/** A sender that changes a value with each message must not fill the index. */
const MOST_FORMER = 8;

/**
 * Demographics as the facts leave them: per field the latest that was said; silence clears nothing (DOMAIN 1.6 G). What was said
 * before it is kept as former: people go on being called by it.
 */
export function foldPatient(facts: readonly LedgerFact[]): PatientDemographics {
  let patient: Omit<PatientClaim, 'identifiers'> = {};
  const heard = openHistory();
  for (const { fact } of factsOf(facts, 'patient_described')) {
    const { identifiers: _, ...said } = fact.patient;
    patient = { ...patient, ...said };
    heard.add(said);
  }
  const former = heard.before(patient);
  return former === undefined ? patient : { ...patient, former };
}

/** Adds what one more message says to what is known without its facts at hand. */
export function extendDemographics(
  known: PatientDemographics | undefined,
  said: Omit<PatientClaim, 'identifiers'>,
): PatientDemographics {
  const { former: before, ...current } = known ?? {};
  const heard = openHistory();
  // Oldest first, as a ledger would have said it.
  for (const name of (before?.names ?? []).toReversed()) heard.add({ name });
  for (const birthDate of (before?.birthDates ?? []).toReversed()) heard.add({ birthDate });
  for (const phone of (before?.phones ?? []).toReversed()) heard.add({ phones: [phone] });
  for (const email of (before?.emails ?? []).toReversed()) heard.add({ email });
  for (const address of (before?.addresses ?? []).toReversed()) heard.add({ address });
  heard.add(current);
  heard.add(said);
  const patient = { ...current, ...said };
  const former = heard.before(patient);
  return former === undefined ? patient : { ...patient, former };
}

type Said = Partial<Omit<PatientClaim, 'identifiers'>>;

/** Values by a text that is equal when they are, in the order they were last said. */
function openHistory() {
  const names = new Map<string, PersonName>();
  const birthDates = new Map<string, string>();
  const phones = new Map<string, string>();
  const emails = new Map<string, string>();
  const addresses = new Map<string, Address>();
  let last: Said = {};
  return {
    add: (said: Said): void => {
      if (said.name && said.name !== last.name) put(names, nameText(said.name), said.name);
      if (said.birthDate !== undefined && said.birthDate !== last.birthDate)
        put(birthDates, said.birthDate, said.birthDate);
      for (const phone of said.phones ?? []) put(phones, phone, phone);
      if (said.email !== undefined && said.email !== last.email) put(emails, said.email, said.email);
      if (said.address && said.address !== last.address)
        put(addresses, addressText(said.address), said.address);
      last = said;
    },
    before: (now: Said): FormerDetails | undefined => {
      const former = {
        names: rest(names, now.name ? [nameText(now.name)] : []),
        birthDates: rest(birthDates, now.birthDate === undefined ? [] : [now.birthDate]),
        phones: rest(phones, now.phones ?? []),
        emails: rest(emails, now.email === undefined ? [] : [now.email]),
        addresses: rest(addresses, now.address ? [addressText(now.address)] : []),
      };
      const said = Object.entries(former).filter(([, values]) => values !== undefined);
      return said.length === 0 ? undefined : Object.fromEntries(said);
    },
  };
}

/** What is said again counts as said last. */
function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}

/** What was heard and is not so now, newest first; undefined when there is nothing. */
function rest<Value>(
  heard: ReadonlyMap<string, Value>,
  now: readonly string[],
): readonly Value[] | undefined {
  // The usual case costs nothing: everything heard is so now.
  if (heard.size === 0 || (heard.size === 1 && now.some((key) => heard.has(key)))) return undefined;
  const values = [...heard].flatMap(([key, value]) => (now.includes(key) ? [] : [value]));
  return values.length === 0 ? undefined : values.toReversed().slice(0, MOST_FORMER);
}

function nameText(name: PersonName): string {
  return `${name.family ?? ''}|${name.given ?? ''}|${name.middle ?? ''}|${name.suffix ?? ''}`.toLowerCase();
}

function addressText(address: Address): string {
  return `${address.line1 ?? ''}|${address.line2 ?? ''}|${address.city ?? ''}|${address.zip ?? ''}`.toLowerCase();
}
