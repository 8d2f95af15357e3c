import { textOfRuns } from '../../formats/richtext/block.ts';
import { editDistance } from '../../domain/spelling.ts';
import type { LetterKind, LetterText } from './letter-template.ts';
import { fillTemplate, PLACEHOLDER, placeholdersOf } from './letter-template.ts';

export type LetterProblem = { readonly field: 'title' | 'body'; readonly message: string };

export type LetterCheck = {
  /** It cannot be saved. */
  readonly problems: readonly LetterProblem[];
  /** It can, once a person has read this. */
  readonly warnings: readonly string[];
};

/** Looks at a letter before it is saved. The first page has to hold it, so it is short. */
export function checkLetter(kind: LetterKind, text: LetterText): LetterCheck {
  return {
    problems: [...titleProblems(text.title), ...bodyProblems(kind, text.body)],
    warnings: giftWarnings(`${text.title}\n${text.body}`),
  };
}

const MOST_TITLE = 60;
const MOST_SLIPS = 3;
/** Lines that fit between the fields of the fullest letter and its foot, at 85 letters a line; a cover has more fields. */
const MOST_LINES = { cover: 10, others: 16 } as const;
const LINE_LETTERS = 85;
const MOST_BODY = 1_500;

function titleProblems(title: string): readonly LetterProblem[] {
  const problem = (message: string): LetterProblem => ({ field: 'title', message });
  const text = title.trim();
  if (text === '') return [problem('Write a title: it stands on top of the page.')];
  if (text.length > MOST_TITLE || text.includes('\n'))
    return [problem(`The title has to be one line of at most ${MOST_TITLE} letters.`)];
  return /\{\{|\}\}/.test(text)
    ? [problem('The title takes no placeholders: machines and mail programs show it to anybody.')]
    : [];
}

function bodyProblems(kind: LetterKind, body: string): readonly LetterProblem[] {
  const problem = (message: string): LetterProblem => ({ field: 'body', message });
  if (body.trim() === '') return [problem('Write the letter: it has no words.')];
  if (body.length > MOST_BODY)
    return [problem(`The letter has ${body.length} letters and its page holds ${MOST_BODY}: shorten it.`)];
  const lines = fillTemplate(body.replace(PLACEHOLDER, 'x'.repeat(20)), {}).reduce(
    (sum, { runs }) => sum + Math.ceil(textOfRuns(runs).length / LINE_LETTERS) + 0.5,
    0,
  );
  const most = kind === 'cover' ? MOST_LINES.cover : MOST_LINES.others;
  if (lines > most)
    return [
      problem(`The letter takes about ${Math.ceil(lines)} lines and its page holds ${most}: shorten it.`),
    ];
  const known = placeholdersOf(kind);
  const unknown = [...new Set([...body.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))].filter(
    (name) => !Object.hasOwn(known, name),
  );
  const names = unknown.map((name) => {
    const near = nearest(name, Object.keys(known));
    const hint =
      near === undefined
        ? `This letter knows ${Object.keys(known).join(', ')}.`
        : `Did you mean {{${near}}}?`;
    return problem(`{{${name}}} is no placeholder of this letter. ${hint}`);
  });
  const isBroken = /\{\{|\}\}/.test(body.replace(PLACEHOLDER, ''));
  const stars = body.split('**').length % 2 === 0;
  return [
    ...names,
    ...(isBroken ? [problem('A placeholder is not complete: write it as {{patient}}.')] : []),
    ...(stars ? [problem('Bold words begin and end with two stars: one pair is not complete.')] : []),
  ];
}

/** The known name that differs by the fewest letters, if those are few. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => ({ one, distance: editDistance(name.toLowerCase(), one, MOST_SLIPS) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= MOST_SLIPS ? best.one : undefined;
}

/**
 * Words that offer something of value. Whoever pays for referrals of patients of federal programs, in money or in kind, commits a crime
 * (42 U.S.C. 1320a-7b(b), the Anti-Kickback Statute; 42 CFR 411.357(k) limits what offices may get at all).
 */
function giftWarnings(text: string): readonly string[] {
  const found = GIFTS.filter(([pattern]) => pattern.test(text)).map(([, word]) => word);
  return [...new Set(found)].map(
    (word) =>
      `The letter speaks of ${word}. An office must not be offered anything of value for its referrals (Anti-Kickback Statute): take it out, or ask whoever answers for compliance.`,
  );
}

const GIFTS: readonly (readonly [RegExp, string])[] = [
  [/\bgift(?:s|ed)?\b|\bpresents?\b(?! (?:with|to|for|as)\b)/i, 'a gift'],
  [/\bvouchers?\b|\bcoupons?\b|\bgift ?cards?\b/i, 'a voucher'],
  [
    /\b(?:lunch(?:es)?|lunch and learn|dinners?|breakfasts?|meals?|catering|catered|pizza|donuts?)\b/i,
    'a meal',
  ],
  [/\b(?:tickets?|raffles?|prizes?|sweepstakes?|giveaways?)\b/i, 'a prize or tickets'],
  [/\b(?:bonus(?:es)?|commissions?|rebates?|kickbacks?|referral fees?|finder'?s fees?|cash)\b/i, 'money'],
  [/\b(?:reward(?:s|ed)?|incentives?|perks?)\b/i, 'a reward'],
  [/\bcomplimentary\b|\bfree of charge\b|\bfor free\b/i, 'something free'],
];
