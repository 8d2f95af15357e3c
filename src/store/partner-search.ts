import { foldName } from '../domain/names.ts';
import { placeWords, type Place } from '../domain/partner-names.ts';
import { stateCodes } from '../domain/partner-words.ts';
import { editDistance, foldShapes } from '../domain/spelling.ts';
import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';
import { findByFigures } from './partner-figures.ts';
import type { PartnerStage } from './partners.ts';

/** What a chooser shows of a partner. Absent: not known. */
export type PartnerChoice = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly credential?: string;
  /** Taxonomy code of the primary specialty, or the word a sheet had. */
  readonly specialty?: string;
  /** The practice of a person, by primary role or as heard. */
  readonly organisation?: string;
  readonly city?: string;
  readonly state?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly npi?: string;
  readonly stage: PartnerStage;
  readonly isOwn: boolean;
  /** Referrals of theirs, up to fifty: who comes first among those the practice deals with. */
  readonly referrals: number;
};

export type PartnerSearch = {
  readonly limit: number;
  /** Where the practice is: partners near it come before the rest. Absent: the place of its own doctors. */
  readonly place?: Place;
  readonly stages?: readonly PartnerStage[];
};

/** Rows that are looked at for each row that is shown: they are put in order here. */
const LOOKED_AT = 40;
const MOST_WORDS = 8;

/**
 * Partners as somebody types: words in any order, each a beginning (`smith oak pa`), names, practices, towns and states; or the
 * figures of an NPI, phone or fax. Those the practice deals with come first, then those near it, then the rest. When nothing is
 * found, words are taken for misspelt ones of the directory.
 * Indexes: partner_by_words, partner_word_lacking, partner_identifier primary key, the indexes of lines.
 */
export async function searchPartnersAsTyped(
  db: Queryable,
  text: string,
  search: PartnerSearch,
): Promise<readonly PartnerChoice[]> {
  const figures = text.replaceAll(/[\s().+-]/g, '');
  if (/^\d{4,}$/.test(figures))
    return describe(
      db,
      new Map((await findByFigures(db, figures, LOOKED_AT)).map((id) => [id, 0])),
      search,
      [],
    );
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const place = search.place ?? (await placeOfOwn(db));
  const found = await findByWords(db, await beginnings(db, words), place, search);
  if (found.size > 0 || words.every((word) => word.length < SHORTEST_SLIP))
    return describe(db, found, search, words);
  const spelt = await respell(db, words);
  if (spelt.every((options) => options.length === 0)) return [];
  const terms = words.map((word, index) => anyOf(spelt[index] ?? []) ?? beginning(word));
  const read = words.map((word, index) => spelt[index]?.[0] ?? word);
  return describe(db, await findByWords(db, terms, place, search), search, read);
}

/** Folded words; the name of a state is its two letters. */
function wordsOf(text: string): readonly string[] {
  const folded = ` ${foldName(text)} `;
  const states = [...stateCodes].filter(([name]) => name.includes(' ') && folded.includes(` ${name} `));
  const short = states.reduce((all, [name, code]) => all.replace(` ${name} `, ` ${code} `), folded);
  return [...new Set(short.trim().split(' '))].filter((word) => word !== '').slice(0, MOST_WORDS);
}

/** One word as it is looked up (`lexemes`: of the index) and as it must stand in what was found. */
type Term = { readonly lexemes: string; readonly match: string; readonly isTelling: boolean };

/** Letters of a beginning that are a lexeme of their own. */
const LEXEME_LETTERS = 5;
/** Two letters begin half the directory: alone they are looked for only among those the practice deals with, or near it. */
const TELLING_LETTERS = 3;

/** Words of the directory that one beginning may stand for before it is looked up by its first letters alone. */
const ENDINGS = 30;
const LONGEST_WORD = 20;

/**
 * A beginning of more letters than the lexemes have is looked up by the words it begins: the few that have its first letters alone
 * may be thousands. Index: partner_word_begins.
 */
async function beginnings(db: Queryable, words: readonly string[]): Promise<readonly Term[]> {
  const long = words.filter(isLong);
  if (long.length === 0) return words.map(beginning);
  const rows = await query<{ readonly begun: string; readonly word: string }>(
    db,
    sql`select t.begun, k.word from unnest(${long}::text[]) as t (begun) cross join lateral (
          select word from partner_word where word ~>=~ t.begun and word ~<~ (t.begun || ${LAST}) limit ${ENDINGS}::int) k`,
    { name: 'begin-partner-words' },
  );
  return words.map((word) => {
    const whole = rows.filter((row) => row.begun === word).map((row) => row.word);
    if (!isLong(word) || whole.length === ENDINGS) return beginning(word);
    return anyOf([...new Set([word, ...whole])]) ?? beginning(word);
  });
}

/** Behind every letter. */
const LAST = '\u{10FFFF}';

function isLong(word: string): boolean {
  return (
    word.length > LEXEME_LETTERS && word.length <= LONGEST_WORD && !/\d/.test(word) && !stateCodes.has(word)
  );
}

function beginning(word: string): Term {
  const begun = quoted(`^${word.slice(0, LEXEME_LETTERS)}`);
  const state = stateCodes.get(word);
  const match = `${quoted(word)}:*`;
  const isTelling = word.length >= TELLING_LETTERS;
  if (state === undefined) return { lexemes: begun, match, isTelling };
  return { lexemes: `(${begun} | ${quoted(state)})`, match: `(${match} | ${quoted(state)})`, isTelling };
}

function anyOf(words: readonly string[]): Term | undefined {
  if (words.length === 0) return undefined;
  const lexemes = `(${words.map(quoted).join(' | ')})`;
  return { lexemes, match: lexemes, isTelling: true };
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll("'", '')}'`;
}

/** Ids with how far from the practice they are: 0 it deals with, the higher the farther. */
type Found = ReadonlyMap<string, number>;

async function findByWords(
  db: Queryable,
  terms: readonly Term[],
  place: Place | undefined,
  { stages }: PartnerSearch,
): Promise<Found> {
  const { state, zip } = placeWords(place ?? {});
  const isTelling = terms.some((term) => term.isTelling);
  const circles = [
    '~k',
    ...(zip.length >= 3 ? [`~z${zip.slice(0, 3)}`] : []),
    ...(state !== '' && isTelling ? [`~${state}`] : []),
    ...(isTelling ? [undefined] : []),
  ];
  const found = new Map<string, number>();
  for (const [nr, circle] of circles.entries()) {
    for (const id of await findWithin(db, terms, circle, stages)) if (!found.has(id)) found.set(id, nr);
    if (found.size >= LOOKED_AT) break;
  }
  return found;
}

/** `search_words || ''` is no column of the index: the few rows that are found are compared, and no long list is read. */
async function findWithin(
  db: Queryable,
  terms: readonly Term[],
  circle: string | undefined,
  stages: readonly PartnerStage[] | undefined,
): Promise<readonly string[]> {
  const lexemes = [...terms.map((term) => term.lexemes), ...(circle === undefined ? [] : [quoted(circle)])];
  const match = terms.map((term) => term.match);
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from partner where search_words @@ ${lexemes.join(' & ')}::tsquery and alias_of is null
          and (search_words || ''::tsvector) @@ ${match.join(' & ')}::tsquery ${ofStages(stages)}
        ${circle === '~k' ? sql`order by first_referral_at desc nulls last` : sql.empty} limit ${LOOKED_AT}`,
  );
  return rows.map((row) => row.id);
}

function ofStages(stages: readonly PartnerStage[] | undefined): Statement {
  return stages === undefined ? sql.empty : sql`and stage = any(${[...stages]}::text[])`;
}

const SHORTEST_SLIP = 4;
/** Spellings that are tried for one word. */
const SPELLINGS = 6;

/** Words of the directory one slip away; none for a word that is in it. Index: partner_word_lacking. */
async function respell(db: Queryable, words: readonly string[]): Promise<readonly (readonly string[])[]> {
  const long = words.filter((word) => word.length >= SHORTEST_SLIP);
  const rows = await query<{ readonly typed: string; readonly word: string }>(
    db,
    sql`select t.typed, w.word from unnest(${long}::text[]) as t (typed)
        cross join lateral (select word from partner_word where lacking && lacking_letters(t.typed) limit 400) w
        union select t.typed, w.word from unnest(${long.map(foldShapes)}::text[], ${long}::text[]) as t (shapes, typed)
        cross join lateral (select word from partner_word where lacking && lacking_letters(t.shapes) limit 400) w`,
    { name: 'respell-partner-words' },
  );
  return words.map((word) => {
    const near = rows
      .filter((row) => row.typed === word)
      .map((row) => ({ word: row.word, slips: slipsBetween(word, row.word) }))
      .filter((one) => one.slips <= 1)
      .toSorted((a, b) => a.slips - b.slips || (a.word < b.word ? -1 : 1));
    return near[0]?.slips === 0 ? [] : near.slice(0, SPELLINGS).map((one) => one.word);
  });
}

function slipsBetween(typed: string, word: string): number {
  if (typed === word) return 0;
  return foldShapes(typed) === foldShapes(word) ? 0.5 : editDistance(typed, word, 2);
}

/** Where the practice is, by its own doctors. Index: partner_own. */
async function placeOfOwn(db: Queryable): Promise<Place | undefined> {
  const row = await queryOne<{ readonly state: string | null; readonly zip: string | null }>(
    db,
    sql`select state, zip from partner where is_own and zip is not null order by id limit 1`,
  );
  return row && { state: row.state ?? '', zip: row.zip ?? '' };
}

/** What is not known is null here. */
type Row = PartnerChoice & { readonly words: string };

/** What a chooser shows of these partners, in no order; those merged away are left out. */
export function describePartners(db: Queryable, ids: readonly string[]): Promise<readonly PartnerChoice[]> {
  return describe(db, new Map(ids.map((id) => [id, 0])), { limit: ids.length }, []);
}

/** Known ones by their referrals, near ones, the rest. Indexes: primary keys, referral_of_partner. */
async function describe(
  db: Queryable,
  found: Found,
  { limit, stages }: PartnerSearch,
  words: readonly string[],
): Promise<readonly PartnerChoice[]> {
  if (found.size === 0) return [];
  const rows = await query<Row>(
    db,
    sql`select p.id, p.kind, p.name, p.credential, p.city, p.state, p.phone, p.fax, p.stage, p.is_own as "isOwn", p.name_key as words,
          (select s.taxonomy from partner_specialty s where s.partner_id = p.id order by s.is_primary desc, s.taxonomy limit 1) as specialty,
          coalesce((select o.name from practice_role r join partner o on o.id = r.organisation_id where r.person_id = p.id
            order by r.is_primary desc, r.id limit 1), p.organisation) as organisation,
          (select i.value from partner_identifier i where i.partner_id = p.id and i.system = 'npi' order by i.value limit 1) as npi,
          case when p.stage = 'unknown' then 0 else (select count(*) from (select from referral r
            where r.referrer_partner_id = p.id and r.merged_into is null limit 50) n) end as referrals
        from partner p where p.id = any(${[...found.keys()]}::uuid[]) and p.alias_of is null ${ofStages(stages)}`,
  );
  const order = new Map([...found.keys()].map((id, index) => [id, index]));
  const standing = (row: Row): number => (row.stage === 'unknown' ? -1 : row.referrals);
  return rows
    .toSorted(
      (a, b) =>
        standing(b) - standing(a) ||
        (found.get(a.id) ?? 0) - (found.get(b.id) ?? 0) ||
        wholeWords(b, words) - wholeWords(a, words) ||
        (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
    )
    .slice(0, limit)
    .map(toChoice);
}

/** Words that are typed to their end: Smith before Smithson. */
function wholeWords(row: Row, words: readonly string[]): number {
  const own = new Set(row.words.split(' '));
  return words.filter((word) => own.has(word)).length;
}

function toChoice(row: Row): PartnerChoice {
  const known = Object.entries(row).filter(([key, value]) => key !== 'words' && value !== null);
  return Object.fromEntries(known) as PartnerChoice;
}
