import { icd10cmCategory } from '../../lib/icd-10-cm.ts';
import { builtInDiagnoses, type DiagnosisList } from './knowledge/diagnoses.ts';
import { fieldOf, type FieldKind, type FieldName } from './fields.ts';
import { findAddresses, showAddress } from './values/address.ts';
import { withPoint } from './knowledge/code-point.ts';
import { findDates, showDate } from './values/date.ts';
import { useOf } from './values/find.ts';
import { findNpis } from './values/npi.ts';
import { findPersons, personValue } from './values/person.ts';
import { findPhones, showPhone } from './values/phone.ts';
import { showPerson } from './values/show-person.ts';
import { findSexes } from './values/sex.ts';
import { findUrgencies } from './values/urgency.ts';

const sexes: Readonly<Record<string, string>> = { F: 'Female', M: 'Male', X: 'Other' };
const urgencies: Readonly<Record<string, string>> = { routine: 'Routine', urgent: 'Urgent', stat: 'STAT' };

/** Kinds whose canonical values are not what people read. */
const shown: Readonly<Partial<Record<FieldKind, (value: string) => string>>> = {
  person: showPerson,
  date: showDate,
  phone: showPhone,
  address: showAddress,
  sex: (value) => sexes[value] ?? value,
  urgency: (value) => urgencies[value] ?? value,
};

/** A canonical value as people read it: `(212) 555-0143`, `01/02/1950`, `Jane Doe, MD`. */
export function showValue(field: FieldName, value: string): string {
  return shown[fieldOf(field).kind]?.(value) ?? value;
}

/** What a person typed is canonical now, or what is wrong with it and what to do. */
export type Parsed = { readonly value: string } | { readonly problem: string };

/** How people may abbreviate and what is taken from it. `today`: `YYYY-MM-DD`; without it two figures of a year up to 35 are this century. */
export type ParseContext = { readonly today?: string; readonly diagnoses?: DiagnosisList };

/** A typed value made canonical, tolerantly: `1/2/50`, `2125550143`, `jane doe md`. Canonical values stay as they are. */
export function parseValue(field: FieldName, typed: string, context: ParseContext = {}): Parsed {
  const text = typed.normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST);
  if (text === '') return { problem: 'Nothing stands here.' };
  const { kind } = fieldOf(field);
  if (kind === 'date') return parseDate(field, text, context.today);
  if (kind === 'diagnosis') return parseDiagnosis(text, context.diagnoses ?? builtInDiagnoses);
  return parsers[kind](text);
}

const LONGEST = 2000;
/** Up to here two figures of a year are of this century, where nobody says what day it is. */
export const FAR_DAY = '2035-12-31';

type PlainKind = Exclude<FieldKind, 'date' | 'diagnosis'>;

const parsers: Readonly<Record<PlainKind, (text: string) => Parsed>> = {
  person: parsePerson,
  sex: (text) => firstOf(findSexes(text), 'Write F, M or X.'),
  phone: parsePhone,
  npi: parseNpi,
  address: parseAddress,
  organisation: (text) => ({ value: text }),
  payer: (text) => ({ value: text }),
  member_id: parseId,
  number: parseId,
  urgency: (text) => firstOf(findUrgencies(text), 'Write routine, urgent or STAT.'),
  text: (text) => ({ value: text }),
};

function firstOf(found: readonly { readonly value: string }[], problem: string): Parsed {
  const [first] = found;
  return first ? { value: first.value } : { problem };
}

/** All words are taken: people know what a name is. */
function parsePerson(text: string): Parsed {
  const shouted = text.replaceAll(/(?<![\p{L}\p{M}'])\p{Ll}/gu, (letter) => letter.toUpperCase());
  const [found] = findPersons(shouted);
  const rest = found ? shouted.slice(found.to).replaceAll(/[\s,.]/g, '') : shouted;
  if (found && rest === '') return { value: found.value };
  const [last = '', first = ''] = shouted.split(',').map((part) => part.trim());
  if (!/\p{L}/u.test(text) || /\d/.test(text))
    return { problem: 'A name has no figures: write it as Jane Doe or Doe, Jane.' };
  if (first !== '')
    return { value: personValue({ family: last, given: first, middle: '', suffix: '', credentials: [] }) };
  const words = last.split(' ');
  const given = words.slice(0, -1).join(' ');
  return {
    value: personValue({ family: words.at(-1) ?? '', given, middle: '', suffix: '', credentials: [] }),
  };
}

function parseDate(field: FieldName, text: string, today: string | undefined): Parsed {
  const spread = /^\d{6}$|^\d{8}$/.test(text)
    ? `${text.slice(0, 2)}/${text.slice(2, 4)}/${text.slice(4)}`
    : text.replace(/^(\d{1,2})[ .-](\d{1,2})[ .-](\d{2,4})$/, '$1/$2/$3');
  const [found] = findDates(spread, useOf(field), today ?? FAR_DAY);
  if (!found || found.from > 0) return { problem: 'Write the date as month/day/year, such as 3/14/1962.' };
  // Without a calendar nothing can be too old or in the future.
  if (today !== undefined && found.isValid === false && found.doubt !== undefined)
    return { problem: `${found.doubt.charAt(0).toUpperCase()}${found.doubt.slice(1)}. Correct the year.` };
  return { value: found.value };
}

function parsePhone(text: string): Parsed {
  const digits = text.replace(/(?:ext|x)\.?\s?\d+$/i, '').replaceAll(/\D/g, '');
  const ten = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  if (ten.length === 10) return { value: ten };
  const [found] = findPhones(text);
  if (found) return { value: found.value };
  return {
    problem:
      digits.length === 7
        ? 'Put the area code in front: ten figures.'
        : 'A number has ten figures, with the area code.',
  };
}

function parseNpi(text: string): Parsed {
  const [found] = findNpis(text.replace(/^npi\W*/i, ''));
  if (found?.isValid === true) return { value: found.value };
  if (found) return { problem: 'The check digit does not fit: one figure of this NPI is wrong.' };
  return { problem: 'An NPI has ten figures and begins with 1 or 2.' };
}

function parseAddress(text: string): Parsed {
  const parts = text.split(';').map((part) => part.trim());
  if (parts.length === 5) return { value: parts.join('; ') };
  const [found] = findAddresses(text);
  return { value: found && found.to >= text.length - 1 ? found.value : [text, '', '', '', ''].join('; ') };
}

const diagnosisCode = new RegExp(String.raw`^${icd10cmCategory}[A-Z\d]{0,4}$`);

function parseDiagnosis(text: string, list: DiagnosisList): Parsed {
  const raw = (text.split(/[\s–-]/)[0] ?? '').replaceAll(/[.,;:]/g, '').toUpperCase();
  const code = list.titleOf(raw) === undefined && list.isComplete ? undefined : withPoint(raw);
  if (diagnosisCode.test(raw) && code !== undefined) return { value: code };
  const near = list.nearest(raw);
  if (near) return { problem: `No code is written like that. Do you mean ${near.code}?` };
  return { problem: 'Write the ICD-10-CM code, such as M54.50.' };
}

function parseId(text: string): Parsed {
  return /[\p{L}\d]/u.test(text)
    ? { value: text.toUpperCase() }
    : { problem: 'A number has letters or figures.' };
}
