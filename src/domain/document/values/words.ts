import { clinicalWords, shortForms } from '../knowledge/clinical-words.ts';
import type { Found } from './found.ts';

/** Values that are any word: organisations, numbers, texts. */

/** Words practices are called by. */
export const organisationWord =
  /\b(?:clinic|center|centre|medical|medicine|health|healthcare|care|family|practice|physicians?|associates|hospital|group|pediatrics?|internal|wellness|llc|pllc|pc|p\.c\.|inc|surgery|cardiology|partners|university|community|institute|doctors|primary|services|department|women'?s|therapy|rehab\w*|orthop\w+|neurolog\w+|dermatolog\w+|specialists?|urgent|pa)\b/i;

/** `Old Mill Dental Group - REFERRALS OUT`: what the paper is, behind the name of whose it is. */
const besideName =
  /\s+[-–—|]\s+(?:(?:outgoing|outside|new|patient|specialty|provider)\s+)*(?:referrals?|orders?|consult(?:ation)?s?|requests?|face ?sheet|fax)(?:\s+(?:out|in|form|order|request|log|sheet|slip|summary|cover|letter|note))*$/i;

/** `Patrick Zamora, care coordinator.`: who somebody is. */
const isSomebody =
  /,\s*(?:(?:care|referral|nurse|patient|office|case)\s+)+(?:coordinator|manager|navigator|assistant|specialist)s?\.?$/i;

/** `Granite Internal Medicine 2139 Hill Ln`: where it is, behind what it is called. */
const streetBehind =
  /(?<=\p{L}{3}[^\n]*?[\s,]) ?\d{1,5} (?:[NSEW]\.? )?\p{Lu}[\p{L}'’. ]*? (?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|way|ct|court|pkwy|parkway|pl|place|hwy|highway|cir|circle|ter|terrace|trl|trail|sq|square|plaza)\b.*$/iu;

/** A practice, as it stands there. `fit` tells whether it has a word practices have. */
export function findOrganisations(text: string): readonly Found[] {
  const value = text
    .replaceAll(/\s+/g, ' ')
    .replace(besideName, '')
    .replace(streetBehind, '')
    .replaceAll(/^[\s:.,*-]+|[\s:,*-]+$/g, '');
  if (!/\p{L}{3}/u.test(value) || value.length > 90 || isSomebody.test(value)) return [];
  const from = Math.max(0, text.indexOf(value.slice(0, 3)));
  const digits = value.replaceAll(/\D/g, '').length;
  const isStreet =
    /^\d+ .*\b(?:st|street|ave|avenue|blvd|rd|road|dr|drive|ln|lane|way|ct|pkwy|hwy|ste|suite|apt)\b/i.test(
      value,
    );
  const fit = (organisationWord.test(value) ? 1 : 0.6) * (digits > 4 ? 0.3 : 1) * (isStreet ? 0.2 : 1);
  return [{ value, from, to: Math.min(text.length, from + value.length), fit, repaired: 0 }];
}

/** What a small letter alone belongs to: `hepatitis c`, `low vitamin d`, `numbness of leg r`; and germs that begin with one. */
const beforeLetter =
  /(?:^|[^\p{L}])(?:hepatitis|hep|vit(?:amin)?|protein|factor|stage|type|grade|class|group|influenza|flu|strep|antigen|complement|low|high|elevated|side|leg|arm|hand|foot|eye|ear|knee|hip|ankle|wrist|elbow|shoulder|breast|hcv|hiv|hbs|hbc|hsv|cmv|ebv|stage \d)\.?$/iu;
const germ = /^[\s:.,*-]*[a-z]\.? (?:pylori|coli|diff(?:icile)?|aureus|pneumoniae|jejuni|vulgaris)\b/i;

/** Scraps behind a text, of which one has a dash or which are several, are dirt: `colonoscopy o— a—`. */
function withoutDirt(text: string): string {
  const tail = /(?:\s+(?:[^\p{L}\d\s]+|[-—–]?\p{L}{1,2}(?:[-—–.]+\p{L}{0,2})?))+\s*$/u.exec(text);
  if (!tail || isLetterOf(text, tail)) return text;
  const scraps = tail[0].trim().split(/\s+/);
  const isDirt =
    scraps.some((one) => /[-—–]/.test(one)) || scraps.length > 1 || /^\p{Ll}$/u.test(tail[0].trim());
  return isDirt && !scraps.some((one) => clinicalWords.has(one.toLowerCase()) || shortForms.has(one))
    ? text.slice(0, tail.index)
    : text;
}

/** Specks read as a letter or two: no sentence ends in a small letter alone, nor in two that are no word. */
function withoutEndScraps(text: string): string {
  const tail =
    /(?:\s+(?:[^\p{L}\d\s]{0,2}\p{Ll}{1,2}[^\p{L}\d\s)]{0,2}|[^\p{L}\d\s]{1,2}|[\p{Lu}\d]))+\s*$/u.exec(text);
  if (!tail || isLetterOf(text, tail)) return text;
  const scraps = tail[0].trim().split(/\s+/);
  const first = scraps.findIndex((one) => {
    const letters = one.replaceAll(/[^\p{L}]/gu, '');
    return (
      /^\p{Ll}$/u.test(letters) ||
      (/^\p{Ll}{2}$/u.test(letters) && !clinicalWords.has(letters) && !shortForms.has(letters))
    );
  });
  const words = text.slice(0, tail.index).split(/\s+/).length;
  if (first < 0 || words < 2) return text;
  const kept = scraps.slice(0, first).join(' ');
  return `${text.slice(0, tail.index)}${kept === '' ? '' : ` ${kept}`}`;
}

function isLetterOf(text: string, tail: RegExpExecArray): boolean {
  // `Venofer 200 mg IV x 5`, `GAD-7 = 14`: how many, how much.
  if (/(?:^|\s)(?:x|=|>|<) ?\d+\s*$/i.test(text)) return true;
  return /^\s*(?:\p{L}|a[bg])\s*$/iu.test(tail[0]) && beforeLetter.test(text.slice(0, tail.index));
}

/** `o Flashes and floaters`, `I Orthopedic eval`: a small letter or the border of a cell in front of a capital. */
const leadScrap = /^[\s:.,*-]*[\p{Ll}I]\s+(?=\p{Lu}\p{Ll}{2})/u;

/** A text as it stands, blanks and lines joined. */
export function findTexts(said: string): readonly Found[] {
  const text = withoutDirt(withoutEndScraps(said));
  const value = (germ.test(text) ? text : text.replace(leadScrap, ''))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s:.,*-]+|[\s:*]+$/g, '');
  if (!/[\p{L}\d]{2}/u.test(value)) return [];
  const from = Math.max(0, text.indexOf(value.slice(0, 3)));
  return [
    {
      value: value.slice(0, 2000),
      from,
      to: text.length,
      fit: /\p{L}{3}/u.test(value) ? 1 : 0.4,
      repaired: 0,
    },
  ];
}
