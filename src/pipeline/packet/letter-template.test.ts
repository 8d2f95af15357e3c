import { expect, test } from 'vitest';
import { checkLetter } from './check-letter.ts';
import { coverLetter } from './cover.ts';
import { layoutLetter } from './letter.ts';
import {
  BUILT_IN,
  fillTemplate,
  LETTER_KINDS,
  placeholdersOf,
  type LetterKind,
  type LetterText,
} from './letter-template.ts';
import { noticeLetter } from './notice.ts';
import { openPaper, PAGE } from './paper.ts';

const wordsOf = (body: string, values = {}) =>
  fillTemplate(body, values).map(({ runs }) => runs.map((run) => run.text).join(''));

test('the built-in letters pass their own check, and speak of no gift', () => {
  for (const kind of LETTER_KINDS)
    expect(checkLetter(kind, BUILT_IN[kind])).toEqual({ problems: [], warnings: [] });
});

test('placeholders, bold and items become paragraphs; what a value holds is never form', () => {
  const body = 'Dear {{recipient}},\nthis is **about {{ patient }}**.\n\n- one\n- two **bold**\n\nBye';

  expect(fillTemplate(body, { recipient: 'A**B {{patient}}', patient: 'Anna\u202E Zztest' })).toEqual([
    {
      isItem: false,
      runs: [
        { text: 'Dear A**B {{patient}}, this is ' },
        { text: 'about Anna Zztest', bold: true },
        { text: '.' },
      ],
    },
    { isItem: true, runs: [{ text: 'one' }] },
    { isItem: true, runs: [{ text: 'two ' }, { text: 'bold', bold: true }] },
    { isItem: false, runs: [{ text: 'Bye' }] },
  ]);
});

test('a paragraph that would say nothing is left out', () => {
  expect(
    wordsOf('With {{provider}}.\n\nAt {{appointment}} with {{provider}}.\n\nAlways.', {
      appointment: '9 AM',
    }),
  ).toEqual(['At 9 AM with .', 'Always.']);
});

test('the longest text that may be saved still fits its page, with every field above it', () => {
  const paper = openPaper('Letter', '2026-03-06T23:00:00Z');
  const person = { family: 'Zztestington-Featherstonehaugh', given: 'Anna Maria', credential: 'MD' };
  const input = {
    practice: {
      name: 'Lakeside Eye Associates',
      phone: '5555550100',
      fax: '5555550101',
      address: '1 Harbor St',
    },
    recipient: {
      organisation: 'Northside Medicine',
      person,
      phone: '1',
      fax: '5555550142',
      role: 'referrer',
    },
    patient: { name: person, birthDate: '1961-03-05' },
    referral: { reference: 'R-1', orderNumber: 'ORD-1', reason: 'Blurred vision '.repeat(8) },
    composedAt: '2026-03-06T23:00:00Z',
    zone: 'America/Chicago',
  } as const;
  const at = '2026-03-06T22:12:00Z';
  const note = {
    serviceDate: '2026-03-05',
    author: { family: 'X' },
    signer: person,
    signedAt: at,
    isAmendment: true,
  };
  const next = { kind: 'will_call' } as const;
  for (const line of ['One line of a letter.\n\n', '- an item\n', `${'word '.repeat(40)}\n\n`])
    for (const kind of ['cover', 'no_show'] as const) {
      const text = longest(kind, line);
      const letter =
        kind === 'cover'
          ? coverLetter({ ...input, note: { ...note, replacesSentAt: at }, content: { blocks: [] }, text }, 5)
          : noticeLetter({ ...input, notice: { kind, appointmentAt: at, provider: person, next }, text });
      const bottom = layoutLetter(letter, paper.measure).map((mark) =>
        mark.kind === 'text' ? mark.y : mark.to.y,
      );

      expect(Math.max(...bottom)).toBeLessThanOrEqual(PAGE.bottom + 10);
    }
});

/** As many of these lines as pass the check. */
function longest(kind: LetterKind, line: string): LetterText {
  let body = line;
  while (checkLetter(kind, { title: 'Title', body: body + line }).problems.length === 0) body += line;
  return { title: 'Title', body };
}

test('an unknown placeholder is refused, with the one that was meant', () => {
  const { problems } = checkLetter('no_show', {
    title: 'Missed',
    body: '{{patiant}} {{zzz}} {{appointment}}',
  });

  expect(problems.map((one) => one.field)).toEqual(['body', 'body']);
  expect(problems[0]?.message).toBe(
    '{{patiant}} is no placeholder of this letter. Did you mean {{patient}}?',
  );
  expect(problems[1]?.message).toContain(Object.keys(placeholdersOf('no_show')).join(', '));
});

test.each([
  ['a placeholder of another letter', { title: 'x', body: '{{decline_reason}}' }, 'body', 'no placeholder'],
  ['an open placeholder', { title: 'x', body: 'Dear {{patient' }, 'body', 'not complete'],
  ['half a bold', { title: 'x', body: 'Dear **all' }, 'body', 'two stars'],
  ['nothing', { title: 'x', body: ' \n ' }, 'body', 'no words'],
  ['more than a page', { title: 'x', body: 'word '.repeat(400) }, 'body', 'shorten'],
  ['too many items', { title: 'x', body: '- a\n'.repeat(40) }, 'body', 'shorten'],
  ['no title', { title: ' ', body: 'x' }, 'title', 'Write a title'],
  ['a patient in the title', { title: 'About {{patient}}', body: 'x' }, 'title', 'no placeholders'],
  ['two titles', { title: 'One\nTwo', body: 'x' }, 'title', 'one line'],
])('%s is refused', (_name, text, field, words) => {
  const [problem] = checkLetter('no_show', text).problems;
  expect(problem).toEqual({ field, message: expect.stringContaining(words) });
});

test.each([
  ['Enjoy this gift card', true],
  ['We invite your staff to lunch', true],
  ['a $50 voucher for each referral', true],
  ['Complimentary tickets', true],
  ['a small present', true],
  ['The patient presents with blurred vision', false],
  ['You will have our note after the visit', false],
  ['The patient was present for the visit', false],
])('"%s" is a gift: %s', (body, isGift) => {
  expect(checkLetter('thank_you', { title: 'Thank you', body }).warnings.length > 0).toBe(isGift);
});
