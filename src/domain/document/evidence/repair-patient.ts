import { foldAddress } from '../../address-key.ts';
import type { Address, PersonName } from '../../fact.ts';
import { foldName, phoneKey } from '../../names.ts';
import { isCommonGiven } from '../../name-frequency.ts';
import { addressOf, personOf, personText } from '../canonical.ts';
import { areSameWords, type WeighedPatient } from './decide-patient.ts';
import type { FieldCandidate } from '../fields.ts';
import { isMisread, slipsBetween, wrongFigures } from '../knowledge/ocr-slips.ts';
import type { RawReading } from '../signals.ts';

/**
 * Readings of the patient as the index knows them, where one patient alone leads. What is the same is supported. A name is mended only
 * for a patient who is certain; a birth date never: what the index says stands among the others, with a doubt.
 */
export function repairPatient(
  fields: readonly RawReading[],
  { leading, decision }: WeighedPatient,
): readonly RawReading[] {
  if (!leading) return fields.map(withNameDoubts);
  const { record, compared } = leading;
  const isCertain = decision.outcome === 'certain';
  // A value supports another only where something else says that it is this patient.
  const isNamed = compared.names.family === 'same' && compared.names.given === 'same';
  const isBorn = compared.birthDate.level === 'same';
  const hasContact = compared.contacts.phone === 'same' || compared.contacts.address === 'same';
  const isKnown = isNamed && isBorn;
  return fields.map((reading) => {
    const { field, value } = reading;
    if (field === 'patient_name')
      return withNameDoubts(isBorn ? nameAs(reading, record, isCertain) : reading);
    if (field === 'birth_date')
      return isNamed ? birthDateAs(reading, record.birthDate, isCertain || hasContact) : reading;
    if (!isKnown) return reading;
    if (field === 'patient_phone') return phoneAs(reading, record.phones);
    if (field === 'sex') return sexAs(reading, record.sex);
    return field === 'patient_address' && isSameAddress(value, record.address)
      ? addressAs(reading, record.address, isCertain)
      : reading;
  });
}

/** Support of an index entry that is likely, not certain. */
const LIKELY = 0.7;

function supported(reading: RawReading, words: string, by: number): RawReading {
  const { signals, evidence, doubt, ...rest } = reading;
  // What the reader was in doubt of, the index settles where the patient is certain.
  const isSettled = by === 1;
  return {
    ...rest,
    ...(doubt === undefined || isSettled ? {} : { doubt }),
    evidence: [...evidence, words],
    signals: { ...signals, support: Math.max(signals.support, by) },
  };
}

function doubted(reading: RawReading, doubt: string, other: FieldCandidate): RawReading {
  const { others, signals } = reading;
  return {
    ...reading,
    doubt,
    others: [other, ...others.filter(({ value }) => value !== other.value)],
    signals: { ...signals, rival: Math.max(signals.rival, 0.9) },
  };
}

/** Letters from which a further given name is more than an initial. */
const LONG = 3;

/** `Rosa Castro Miller` may be Miller or Castro Miller: only a name that people give says that it is none of the family's. */
function withNameDoubts(reading: RawReading): RawReading {
  const { family, given, middle = '', credential, suffix } = personOf(reading.value);
  // The doctor's name beside the wrong label.
  if (reading.field === 'patient_name' && credential !== undefined && reading.signals.support < 1)
    return { doubt: 'A medical degree stands behind the patient’s name.', ...reading };
  const words = middle.split(' ');
  const last = words.at(-1) ?? '';
  const isOpen = foldName(last).length >= LONG && !isCommonGiven(foldName(last));
  if (reading.field !== 'patient_name' || !isOpen || reading.doubt !== undefined) return reading;
  if (reading.signals.support === 1) return reading;
  const other = {
    family: `${last} ${family ?? ''}`,
    ...(given === undefined ? {} : { given }),
    ...(words.length > 1 ? { middle: words.slice(0, -1).join(' ') } : {}),
    ...(credential === undefined ? {} : { credential }),
    ...(suffix === undefined ? {} : { suffix }),
  };
  return doubted(reading, 'The last of the given names may belong to the family name.', {
    value: personText(other),
    evidence: ['with two family names'],
  });
}

type Known = {
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
};

function nameAs(reading: RawReading, known: Known, isCertain: boolean): RawReading {
  const said = personOf(reading.value);
  const { family, given } = known;
  if (family === undefined || given === undefined) return reading;
  const isSame =
    foldName(said.family ?? '') === foldName(family) && foldName(said.given ?? '') === foldName(given);
  if (isSame) {
    const same = supported(reading, 'the name of a known patient born that day', isCertain ? 1 : LIKELY);
    if (isOtherMiddle(said.middle ?? '', known.middle ?? '')) return middleAs(same, said, known.middle ?? '');
    // An initial is what readers lose first; who it is, is certain.
    const isShort = isCertain && (said.middle ?? '') === '' && (known.middle ?? '') !== '';
    return isShort ? { ...same, value: personText({ ...said, middle: known.middle ?? '' }) } : same;
  }
  const isSlip = (one: string | undefined, other: string): boolean =>
    foldName(one ?? '') === foldName(other) || isMisread(one ?? '', other);
  const isOrdered = isSlip(said.family, family) && isSlip(said.given, given);
  const isParted = areSameWords(said, known);
  if (!isOrdered && !isParted) return reading;
  const value = personText({
    ...said,
    family,
    given,
    ...(isParted ? { middle: known.middle ?? '' } : {}),
  });
  const evidence = ['spelt as a known patient born that day'];
  if (!isCertain)
    return doubted(reading, 'A known patient born that day is spelt almost alike.', { value, evidence });
  const repaired = slipsBetween(reading.value, value) / Math.max(1, foldName(value).length);
  const { doubt: _, ...rest } = reading;
  return {
    ...rest,
    value,
    evidence: [...reading.evidence, ...evidence],
    others: [{ value: reading.value, evidence: ['as it was read'] }, ...reading.others],
    signals: {
      ...reading.signals,
      repaired: Math.min(1, reading.signals.repaired + repaired),
      support: Math.max(reading.signals.support, LIKELY),
    },
  };
}

/** Of two middle names a slip apart the index's is likelier; it stays in doubt either way. */
function middleAs(reading: RawReading, said: PersonName, middle: string): RawReading {
  const doubt = 'The index has another middle name.';
  const known = { value: personText({ ...said, middle }), evidence: ['as the index has it'] };
  const isSlip = slipsBetween(said.middle ?? '', middle) <= Math.max(LOOK_ALIKE, middle.length / 5);
  if (!isSlip) return doubted(reading, doubt, known);
  const read = { value: reading.value, evidence: ['as it was read'] };
  return {
    ...doubted(reading, doubt, read),
    value: known.value,
    evidence: [...reading.evidence, ...known.evidence],
  };
}

/** What one look-alike letter for another costs. */
const LOOK_ALIKE = 0.4;

/** One is no beginning of the other. */
function isOtherMiddle(said: string, known: string): boolean {
  const [a, b] = [foldName(said), foldName(known)];
  return a !== '' && b !== '' && !a.startsWith(b) && !b.startsWith(a);
}

function birthDateAs(reading: RawReading, known: string | undefined, isSure: boolean): RawReading {
  if (known === undefined) return reading;
  if (known === reading.value)
    return supported(reading, 'the birth date of a known patient of this name', isSure ? 1 : LIKELY);
  const slips = wrongFigures(known, reading.value) ?? Infinity;
  if (slips > 2) return reading;
  return doubted(reading, 'A known patient of this name has nearly the same birth date.', {
    value: known,
    evidence: ['the birth date of a known patient of this name'],
  });
}

function phoneAs(reading: RawReading, phones: readonly string[]): RawReading {
  const known = phones.map((phone) => (phoneKey(phone) ?? '').slice(-10));
  if (known.includes(reading.value))
    return supported(reading, 'the telephone of this patient in the index', 1);
  const near = known.find((phone) => wrongFigures(phone, reading.value) === 1);
  if (near === undefined) return reading;
  // A slip is likelier than a new telephone one figure from the old.
  return {
    ...doubted(reading, 'The index has a telephone one figure from what was read.', {
      value: reading.value,
      evidence: ['as it was read'],
    }),
    value: near,
    evidence: [...reading.evidence, 'the telephone of this patient in the index'],
  };
}

function sexAs(reading: RawReading, known: string | undefined): RawReading {
  if (known === undefined || known === 'U' || known === 'O') return reading;
  if (known === reading.value) return supported(reading, 'as the index has it', 1);
  // Whoever has this name and birth date has this sex: a tick is soon misread.
  return {
    ...doubted(reading, 'The index has the other sex.', {
      value: reading.value,
      evidence: ['as it was read'],
    }),
    value: known,
    evidence: [...reading.evidence, 'as the index has it'],
  };
}

/** House, street and ZIP code are the same; the rest is as the index spells it where it is certain whose address it is. */
function addressAs(reading: RawReading, known: Address | undefined, isCertain: boolean): RawReading {
  const { line1 = '', line2 = '', city = '', state = '', zip = '' } = known ?? {};
  const value = [line1, line2, city, state, zip].join('; ');
  const words = 'the address of this patient in the index';
  if (lettersOf(value) === lettersOf(reading.value)) return supported(reading, words, 1);
  if (!isCertain) return reading;
  const others = [{ value: reading.value, evidence: ['as it was read'] }, ...reading.others];
  return { ...supported(reading, words, LIKELY), value, others };
}

function lettersOf(text: string): string {
  return foldName(text).replaceAll(' ', '');
}

function isSameAddress(value: string, known: Address | undefined): boolean {
  const said = addressOf(value);
  if (said === undefined || known === undefined) return false;
  const [one, other] = [foldAddress(said), foldAddress(known)];
  return (
    one.number !== undefined &&
    one.number === other.number &&
    one.word === other.word &&
    one.zip === other.zip
  );
}
