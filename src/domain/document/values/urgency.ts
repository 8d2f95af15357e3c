import { editDistance } from '../../spelling.ts';
import { doubtOf, type Found } from './found.ts';

type Grade = 'routine' | 'urgent' | 'stat';
type Sayings = readonly (readonly [RegExp, Grade])[];

/** Words that name a grade themselves. */
const named: Sayings = [
  [
    /\bs\.?t\.?a\.?t\b\.?|\bemergent(?:ly)?\b|\bemergency\b|\bimmediate(?:ly)?\b|\bcritical\b|\blife[- ]threatening\b|\bsame[- ]day\b|\btoday\b/i,
    'stat',
  ],
  [
    /\b(?:semi[- ]?)?urgent(?:ly)?\b|\ba\.?s\.?a\.?p\b\.?|\bas soon as possible\b|\bexpedited?\b|\brush\b|\bsoonest\b|\bsoon\b|\bhigh[- ]priority\b/i,
    'urgent',
  ],
  [
    /\broutine(?:ly)?\b|\bnon[- ]?urgent\b|\bnot urgent\b|\bnon[- ]?emergent\b|\belective\b|\b(?:next|first) available\b|\bno (?:rush|urgency)\b|\bnon-?expedited\b|\bstandard\b|\bless urgent\b/i,
    'routine',
  ],
];

/** Words that name one only where nothing clearer stands beside them: `Priority: routine`. */
const graded: Sayings = [
  [/\bhighest\b/i, 'stat'],
  [/\bhigh\b|\bpriority\b|\bnext (?:business )?day\b|\btomorrow\b|\b(?:this|next) week\b/i, 'urgent'],
  [/\bnormal\b|\bregular\b|\blow(?:est)?\b|\bmedium\b|\banytime\b|\bwhenever\b|\bnext month\b/i, 'routine'],
];

/** How urgent a text says it is: by a word, else by a time, else by a number of a scale. Several that differ are a choice, not an answer. */
export function findUrgencies(text: string): readonly Found[] {
  const step = stepOf(text);
  if (step.length > 0) return step;
  for (const found of [saying(named, text), within(text), saying(graded, text)]) {
    const grades = new Set(found.map(({ value }) => value));
    if (found.length > 0)
      return found.map((one) => ({
        ...one,
        ...(grades.size > 1
          ? { fit: 0.1 }
          : isDenied(text, one)
            ? { fit: 0.1, ...doubtOf('it is denied') }
            : {}),
      }));
  }
  return nearWord(text);
}

/** Whether a text begins with a word that names a grade by itself, whatever it stands beside. */
export function namesUrgency(text: string): boolean {
  return /^\W*(?:(?:semi|non)[- ]?)?(?:routine|urgent|stat|asap|emergent|emergency|expedited?|elective)\b/i.test(
    text,
  );
}

/** `routine`, `next available (routine)`, `Level: Urgent`: a grade and nothing else, told with the doubt that nobody asked for it. */
export function urgencyAlone(text: string): Found | undefined {
  if (!onlyGrade.test(text)) return undefined;
  const [found, ...others] = findUrgencies(text);
  if (!found || others.some(({ value }) => value !== found.value)) return undefined;
  return { ...found, from: 0, to: text.length, ...doubtOf('no question of how soon stands before it') };
}

const oneGrade = String.raw`(?:(?:semi|non|not)[- ]?)?(?:routine|urgent|stat|a\.?s\.?a\.?p\.?|emergent|emergency|expedited?|elective|(?:next|first) available)`;
const onlyGrade = new RegExp(
  String.raw`^\W*(?:(?:this is|please|mark(?:ed)?|handle as|level|type|class|status|urg|prio?)[:.\s]+)?(?:an? )?${oneGrade}(?:[\s(/,-]+${oneGrade})?\W*(?:please|referral|request|order|visit|appt|appointment|is (?:fine|ok(?:ay)?))?\W*$`,
  'i',
);

/** `non-urgent` is no `urgent`. */
function saying(sayings: Sayings, text: string): readonly Found[] {
  const found = sayings.flatMap(([pattern, value]) => {
    const match = pattern.exec(text);
    return match ? [foundAt(value, match.index, match[0].length)] : [];
  });
  return found.filter(
    (one) => !found.some((other) => other !== one && other.from <= one.from && other.to >= one.to),
  );
}

/** `Not an emergency`, `non-routine`: unless that is a saying of its own. */
function isDenied(text: string, { from }: Found): boolean {
  return /\b(?:not|no|non|never)[- ](?:an? |for )?$/i.test(text.slice(0, from));
}

function foundAt(value: Grade, from: number, length: number): Found {
  return { value, from, to: from + length, fit: 1, repaired: 0, isValid: true };
}

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const count = String.raw`(?:\d{1,3}|${numbers.join('|')})`;
/** `within 48 hours`, `in 1-2 weeks`, `< 30 days`, and a time alone: `2 weeks`. */
const time = new RegExp(
  String.raw`(?:\b(?:with)?in|\bunder|\bup to|\bnext|<|≤|^[\s:]*)(?: the)?(?: next)? ?(?:${count} ?(?:-|–|to|or) ?)?(?<count>${count})[- ]?(?<unit>h(?:ou)?rs?|h|(?:business |working |calendar )?days?|w(?:ee)?ks?|months?|mos?)\b`,
  'i',
);
const hoursOf: Readonly<Record<string, number>> = { h: 1, b: 24, c: 24, d: 24, w: 168, m: 720 };
/** A day at most is STAT, two weeks at most are urgent. */
const DAY = 24;
const TWO_WEEKS = 14 * DAY;

function within(text: string): readonly Found[] {
  const match = time.exec(text);
  if (!match) return [];
  const { count: said = '', unit = '' } = match.groups ?? {};
  const many = /^\d/.test(said) ? Number(said) : numbers.indexOf(said.toLowerCase()) + 1;
  const isWorkingDay = /^working/i.test(unit);
  const hours = many * (isWorkingDay ? DAY : (hoursOf[unit.charAt(0).toLowerCase()] ?? 0));
  const grade = hours <= DAY ? 'stat' : hours <= TWO_WEEKS ? 'urgent' : 'routine';
  return [foundAt(grade, match.index, match[0].length)];
}

/** `Priority 1`, `Level 2`: which end is the urgent one every house says for itself. */
function stepOf(text: string): readonly Found[] {
  const match = /^\W*(?:p|level|priority|category|cat|tier|class)? ?#?(?<step>[1-5])\W*$/i.exec(text);
  if (!match) return [];
  const step = Number(match.groups?.['step']);
  const value = step === 1 ? 'stat' : step === 2 ? 'urgent' : 'routine';
  return [
    { ...foundAt(value, 0, text.length), fit: 0.6, ...doubtOf('a number says how urgent, not which way') },
  ];
}

const gradeOf: Readonly<Record<string, Grade>> = {
  urgent: 'urgent',
  routine: 'routine',
  emergent: 'stat',
  elective: 'routine',
};

/** A word nearly read; `stat` is too short for that. */
function nearWord(text: string): readonly Found[] {
  for (const match of text.matchAll(/[\p{L}\d]{4,10}/gu)) {
    const said = match[0].toLowerCase().replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('5', 's');
    const value = Object.entries(gradeOf).find(
      ([word]) => editDistance(said, word, 2) <= (word.length > 6 ? 2 : 1),
    )?.[1];
    if (value !== undefined) {
      const found = {
        ...foundAt(value, match.index, match[0].length),
        fit: 0.8,
        repaired: 0.15,
        ...doubtOf(`read as ${match[0].slice(0, 20)}`),
      };
      return [isDenied(text, found) ? { ...found, fit: 0.1, ...doubtOf('it is denied') } : found];
    }
  }
  return [];
}
