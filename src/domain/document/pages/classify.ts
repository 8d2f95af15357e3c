import type { Layout } from '../finding/areas.ts';
import type { Subject } from '../labels/label-entry.ts';
import type { ClassifiedPage, PageClass } from '../understanding.ts';

/** Words by which a kind of page is known, each with its weight. */
type Clue = readonly [pattern: RegExp, weight: number];

const clues: Readonly<Partial<Record<PageClass, readonly Clue[]>>> = {
  cover: [
    [
      /\bfax (?:cover|transmission|transmittal|message)\b|\bcover (?:sheet|page|letter)\b|\bfacsimile (?:cover|transmi\w+)\b/i,
      3,
    ],
    [
      /\b(?:number|no\.?|#|total) ?(?:of )?pages\b|\bpages?:? ?(?:\(?incl|including)|\btotal pages\b|\bpages to follow\b|\bincluding (?:this )?cover/i,
      1.5,
    ],
    [
      /\bconfidentiality\b|\bconfidential (?:health )?information\b|\bif you (?:have )?received? (?:this|it)\b.{0,20}\berror\b|\bintended (?:only )?for\b|\bintended recipient\b/i,
      1,
    ],
    [/^\W*(?:fax|facsimile)\W*$/im, 2],
    [/^\W*to\b.{0,60}$/im, 0.5],
    [/^\W*from\b.{0,60}$/im, 0.5],
    [
      /\b(?:records|documents?|referral)s? (?:to follow|attached|enclosed)\b|\bplease find\b|\bsee attached\b/i,
      0.5,
    ],
  ],
  referral_form: [
    [
      /\b(?:referral|consult(?:ation)?|new patient|procedure) (?:form|request|order)\b|\brequest for (?:consult|referral|services?)|\border form\b|\bphysician referral\b|\boutgoing referral\b|\breferral authori[sz]ation\b|\bauthori[sz]ation for .{0,20}services\b/i,
      2.5,
    ],
    [
      /\breason for (?:referral|consult|visit|request)|\breferral reason\b|\bclinical indication\b|\breason for\b/i,
      1.2,
    ],
    [
      /\breferr(?:ing|ed by)\b|\bordering (?:provider|physician|md)\b|\brequesting (?:provider|physician)\b/i,
      1,
    ],
    [/\b(?:date of birth|dob|d\.o\.b)\b/i, 0.4],
    [/\bnpi\b/i, 0.5],
    [
      /\b(?:service|procedure)s? (?:requested|needed)|requested (?:service|procedure)|\btype of (?:referral|service|visit)\b|\bevaluate and treat\b/i,
      0.8,
    ],
  ],
  letter: [
    [/^\W*(?:dear|hello|hi|greetings|good (?:morning|afternoon)|to whom it may concern)\b/im, 2],
    [
      /^\W*(?:(?:yours |very )?(?:sincerely|truly)|(?:kind|best|warm) regards|regards|respectfully|yours sincerely|thank you|thanks|many thanks)(?: (?:so much|again|very much|yours))?[,.! ]*$/im,
      1.8,
    ],
    [
      /\bthis patient of (?:mine|ours)\b|\b(?:my|our) patient\b|\bkindly (?:see|arrange|evaluate|schedule)\b/i,
      1.2,
    ],
    [
      /\b(?:i am|we are|i'm|i would like to|we would like to) (?:referring|sending|writing|refer)\b|\bthank you for (?:seeing|accepting|your help|evaluating)\b|\b(?:grateful|appreciate) (?:it )?(?:if|your)\b|\bplease (?:see|evaluate)\b/i,
      1.8,
    ],
    [/^\W*(?:re|regarding)\b\s?:/im, 0.8],
    [/\b(?:she|he) (?:is|has|was|may|can)\b|\b(?:call|reach) (?:her|him)\b/i, 0.6],
  ],
  notes: [
    [
      /^\W*(?:subjective|objective|assessment(?: (?:and|&) plan)?|plan|hpi|history of present illness|review of systems|ros|physical exam(?:ination)?|exam|vitals?(?: signs)?|interval history|social history|family history|past medical history|pmh|medications|current medications|allergies|procedure|findings|impression|technique|comparison|hospital course)\b\s?[:.]?/gim,
      0.9,
    ],
    [
      /\b(?:progress|office visit|visit|clinic|chart|encounter|consultation|operative|follow-?up|telephone|soap) notes?\b|\bdischarge summary\b|\bhistory (?:and|&) physical\b|\bafter visit summary\b|\bvisit summary\b/i,
      2,
    ],
    [/\b(?:bp|blood pressure)\b.{0,12}\d{2,3} ?\/ ?\d{2,3}|\bheart rate\b|\bspo2\b|\bbmi\b/i, 1],
    [
      /\b(?:denies|presents (?:with|for)|well[- ]appearing|no acute distress|returns for|reports that|follow up in|continue)\b/gi,
      0.5,
    ],
  ],
  lab_result: [
    [/\breference (?:range|interval)s?\b|\bref\.? range\b|\bnormal range\b/i, 2.2],
    [
      /\b(?:mg\/dl|mmol\/l|g\/dl|u\/l|iu\/l|ng\/ml|pg\/ml|miu\/l|uiu\/ml|meq\/l|x10e?\d|k\/ul|10\^3|cells\/ul|fl\b|mm\/hr|ml\/min)/gi,
      0.5,
    ],
    [
      /\b(?:laboratory|lab) (?:report|results?)\b|\bfinal (?:report|result)\b|\bspecimen\b|\bcollected\b|\baccession\b/gi,
      0.9,
    ],
    [
      /\b(?:hemoglobin|hematocrit|platelets?|glucose|creatinine|sodium|potassium|wbc|rbc|tsh|a1c|cholesterol|triglycerides|alt|ast|bilirubin|albumin|ferritin)\b/gi,
      0.35,
    ],
  ],
  insurance_card: [
    [/\brx ?(?:bin|pcn|grp|group)\b|\b(?:bin|pcn)\b ?[:#]/gi, 1.5],
    [/\bco-?pay|\b(?:pcp|specialist|er|urgent care|emergency)\b ?:? ?\$ ?\d+|\bdeductible\b/gi, 0.9],
    [
      /\b(?:member|customer|provider) services?\b|\bsubmit claims|\bclaims (?:to|address)|\bpayer id\b|\bpresent this card\b|\bmember id card\b|\binsurance card\b/gi,
      0.9,
    ],
    [/\b(?:member|subscriber) (?:id|name)\b|\bgroup (?:number|no|#|id)?\b|\beffective\b/gi, 0.4],
  ],
  junk: [
    [
      /\b(?:unsubscribe|opt[- ]?out|remove(?:d)? from (?:our|this|the) (?:fax|list|database)|to be removed|do not fax)\b/i,
      2.5,
    ],
    [
      /\b(?:special|limited[- ]time|exclusive|free|best|new) (?:offer|quote|trial|estimate|deal|price|rate|consultation call)s?\b|\bact now\b|\bcall (?:now|today)\b|\bdon'?t miss\b|\border (?:now|today)\b/gi,
      1.3,
    ],
    [
      /\b\d{1,2} ?% (?:off|discount)|\bdiscounts?\b|\bsavings?\b|\bsave (?:up to|\$|big)|\blowest (?:price|rate)s?\b|\bonly \$\d|\bfrom \$\d|\bper (?:month|box|case)\b/gi,
      1,
    ],
    [
      /\b(?:loan|financing|mortgage|merchant services|toner|cruise|vacation|getaway|roof\w*|seo|web ?site design|staffing|lease|business (?:funding|capital|credit)|payroll|printer|copier|conference|seminar|webinar|win a|prize|gift card|medical billing services|office supplies|supplies)\b/gi,
      0.9,
    ],
    [/\bwww\.|\.com\b/gi, 0.2],
  ],
};

/** What kind of page it is, by its words and its labels. */
export function classifyPage(layout: Layout, text: string): ClassifiedPage {
  const { page } = layout.sheet;
  const words = layout.sheet.rows.reduce(
    (sum, { tokens }) => sum + tokens.filter((token) => /[\p{L}\p{N}]{2}/u.test(token.text)).length,
    0,
  );
  if (words < 4)
    return {
      number: page.number,
      class: words === 0 ? 'blank' : 'image',
      confidence: words === 0 ? 0.9 : 0.5,
    };
  const scores = new Map<PageClass, number>(
    Object.entries(clues).map(([name, list]) => [
      name as PageClass,
      list.reduce((sum, clue) => sum + weigh(text, clue), 0),
    ]),
  );
  const raise = (name: PageClass, by: number): unknown => scores.set(name, (scores.get(name) ?? 0) + by);
  weighLabels(layout, words, raise);
  const isPicture = page.origin === 'ocr' && layout.labels.length < 2;
  if (isPicture && words < 25 && Math.max(...scores.values()) < 2)
    return { number: page.number, class: 'image', confidence: 0.5 };
  const ranked = [...scores].toSorted((a, b) => b[1] - a[1]);
  const [best, second] = ranked;
  if (!best || best[1] < 1.6) return { number: page.number, class: 'other', confidence: 0.4 };
  const confidence = Math.min(0.98, 0.5 + (best[1] - (second?.[1] ?? 0)) / 6);
  return { number: page.number, class: best[0], confidence };
}

/** Several hits of a global pattern count, up to six. */
function weigh(text: string, [pattern, weight]: Clue): number {
  if (!pattern.global) return pattern.test(text) ? weight : 0;
  return Math.min(6, [...text.matchAll(pattern)].length) * weight;
}

function weighLabels(
  { labels }: Layout,
  words: number,
  raise: (name: PageClass, by: number) => unknown,
): void {
  const count = (subject: Subject): number =>
    new Set(
      labels.filter((label) => label.subject === subject && label.match > 0.85).map(({ meaning }) => meaning),
    ).size;
  const [patient, referrer, reason, insurance] = [
    count('patient'),
    count('referrer'),
    count('reason'),
    count('insurance'),
  ];
  raise(
    'referral_form',
    Math.min(2, patient * 0.35) +
      Math.min(1.5, referrer * 0.5) +
      Math.min(1.5, reason * 0.4) +
      Math.min(0.6, insurance * 0.2),
  );
  if (patient + reason + insurance > 6) raise('cover', -2);
  if (words < 90 && insurance >= 2 && reason === 0 && referrer === 0) raise('insurance_card', 1.5);
  if (words > 120) raise('insurance_card', -2);
  if (patient === 0 && referrer === 0 && reason === 0) raise('referral_form', -1);
}
