import { expect, test } from 'vitest';
import { checkLetter } from './check-letter.ts';
import { BUILT_IN, fillTemplate, LETTER_KINDS, placeholdersOf } from './letter-template.ts';

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
