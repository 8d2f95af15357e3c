import { describe, expect, test } from 'vitest';
import type { PersonName } from './fact.ts';
import { compareOffices, comparePeople, personWords } from './partner-names.ts';

const whole = (text: string): PersonName => ({ family: text });
const robert: PersonName = { family: 'ZZTESTORTIZ', given: 'Robert', middle: 'A' };

describe('one person', () => {
  test.each<[string, PersonName]>([
    ['as it is', { family: 'Zztestortiz', given: 'Robert' }],
    ['with title and degree', whole('Dr. Robert A. Zztestortiz, M.D.')],
    ['family name first', whole('ZZTESTORTIZ, ROBERT A MD')],
    ['with a short name', { family: 'Zztestortiz', given: 'Bob' }],
    ['as a scanner reads it', { family: 'ZZTEST0RT1Z', given: 'R0BERT' }],
    ['with the parts in each other’s place', { family: 'Robert', given: 'Zztestortiz' }],
    ['with a degree behind the family name', { family: 'Zztestortiz DO', given: 'Robert' }],
    ['with a double name', { family: 'Zztestortiz-Zztestvega', given: 'Robert' }],
  ])('%s', (_, name) => {
    expect(comparePeople(personWords(name), personWords(robert))).toBe('same');
  });

  test.each<[string, PersonName, string]>([
    ['a dropped letter', { family: 'Zztestotiz', given: 'Robert' }, 'close'],
    ['an initial', { family: 'Zztestortiz', given: 'R' }, 'initial'],
    ['no given name', { family: 'Zztestortiz' }, 'family'],
    ['another family name', { family: 'Zztestvegabond', given: 'Robert' }, 'renamed'],
    ['another middle name', { family: 'Zztestortiz', given: 'Robert', middle: 'B' }, 'initial'],
    ['another given name', { family: 'Zztestortiz', given: 'Ronald' }, 'different'],
    ['a name of one letter more that is a name', { family: 'Zztestortiz', given: 'Roberta' }, 'different'],
    ['the son', { family: 'Zztestortiz', given: 'Robert', suffix: 'Jr' }, 'same'],
  ])('%s', (_, name, agreement) => {
    expect(comparePeople(personWords(name), personWords(robert))).toBe(agreement);
  });
});

test('father and son are told apart when both are said', () => {
  const junior = personWords(whole('Robert Zztestortiz Jr., MD'));
  const senior = personWords({ ...robert, suffix: 'Sr.' });

  expect(comparePeople(junior, senior)).toBe('different');
});

test('a surname that looks like a degree stays a surname', () => {
  expect(personWords(whole('Anna Do'))).toMatchObject({ family: 'do', given: 'anna' });
  expect(personWords({ family: 'Do', given: 'Anna' })).toMatchObject({ family: 'do', given: 'anna' });
  expect(personWords(whole('Do, Anna, MD'))).toMatchObject({ family: 'do', given: 'anna' });
});

test.each([
  ['The Oak Park Family Medicine, P.L.L.C.', 'Oak Park Fam Med', 'same'],
  ['St. Zztest Hosp & Med Ctr', 'Saint Zztest Hospital and Medical Center', 'same'],
  ['Northside Assoc', 'North Side Associates', 'same'],
  ['Zztesthaven Pediatrics', 'Zztesthaven Pediatrics Group', 'close'],
  ['Zztesthavn Pediatrics LLC', 'Zztesthaven Pediatrics', 'same'],
  ['Zztesthaven Pediatrics', 'Zztesthaven Cardiology', 'different'],
  ['Northside Clinic', 'Southside Clinic', 'different'],
  ['Eastern Medical Group', 'Western Medical Group', 'different'],
  ['Clinic 2 Zztest', 'Clinic 3 Zztest', 'different'],
  ['Family Medicine', 'Family Practice Group', 'different'],
])('%s and %s: %s', (a, b, agreement) => {
  expect(compareOffices(a, b)).toBe(agreement);
});
