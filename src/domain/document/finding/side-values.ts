import { areaOf, firstSegment, linesBelow, runBehind } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { inArea, placeWeight, placeWords, type Asked } from './label-values.ts';
import type { Token } from '../layout/lines.ts';
import { findValues } from '../values/find.ts';

/** `Phone/Fax: 555-0100 / 555-0101`: the first is the phone, the second the fax. */
export function bothNumbers({ layout, label, context, values }: Asked): readonly Candidate[] {
  if (context.subject !== 'referrer') return [];
  const run = runBehind(layout, label);
  const lines = run.length > 0 ? [run] : linesBelow(layout, label, { lines: 2, reach: 4 });
  const area = areaOf(run.length > 0 ? 'right' : 'below', lines);
  const found = findValues('referrer_phone', area.text, values);
  const fields = /^\W*(?:fax|facsimile|fx)\b/i.test(label.text)
    ? (['referrer_fax', 'referrer_phone'] as const)
    : (['referrer_phone', 'referrer_fax'] as const);
  return found.slice(0, 2).map((one, at) =>
    candidateOf(fields[at] ?? 'referrer_phone', one, area, layout.sheet.page.number, {
      score: placeWeight[area.place] * label.match * one.fit * 0.95,
      labelMatch: label.match,
      evidence: `${placeWords[area.place]} “${label.text}”`,
      origin: 'label',
    }),
  );
}

/** `From: Oak Street Clinic, Jane Doe MD`: an office and somebody in it. */
export function officeAndDoctor(asked: Asked): readonly Candidate[] {
  const { layout, label, values } = asked;
  const run = firstSegment(runBehind(layout, label));
  const cut = run.findIndex(({ text }) => /[,;/]$/.test(text) || /^[-–—/]$/.test(text));
  const office = areaOf('right', [run.slice(0, cut + 1)]);
  const [practice] = cut === -1 ? [areaOf('right', [run])] : [office];
  const found = findValues('referrer_practice', practice.text, values).filter(
    ({ fit, value }) => fit === 1 && value.includes(' '),
  );
  if (found.length === 0) return [];
  const support = {
    score: 0.8 * label.match,
    labelMatch: label.match,
    evidence: `beside “${label.text}”`,
    origin: 'label' as const,
  };
  const page = layout.sheet.page.number;
  const practices = found.map((one) => candidateOf('referrer_practice', one, practice, page, support));
  if (cut === -1) return practices;
  const doctor = areaOf('right', [run.slice(cut + 1)]);
  const people = inArea(asked, 'referrer_name', doctor, 0.95);
  return [...practices, ...people];
}

/** `Ins: Aetna # W123456789`: the member's number behind the payer. */
export function memberBehind(asked: Asked): readonly Candidate[] {
  const { layout, label } = asked;
  const run = runBehind(layout, label);
  const at = run.findIndex(
    ({ text }) => /^(?:#|id#?|no\.?|member|policy)[#:]?$/i.test(text) || /^#\w/.test(text),
  );
  if (at < 1) return behindStroke(asked, run);
  const area = areaOf('right', [run.slice(/^#\w/.test(run[at]?.text ?? '') ? at : at + 1)]);
  return inArea(asked, 'member_id', area, 0.75);
}

/** `Insurance: Aetna / W123456789`: a payer, a stroke, and a number to the end. */
function behindStroke(asked: Asked, run: readonly Token[]): readonly Candidate[] {
  const at = run.findLastIndex(({ text }) => /^[/|–-]$/.test(text));
  const area = areaOf('right', [run.slice(at + 1)]);
  if (at < 1 || !/^[A-Z\d-]*\d{4}[A-Z\d-]*$|^(?:[A-Z\d]{2,5}-){2}[A-Z\d]{2,5}$/.test(area.text)) return [];
  return inArea(asked, 'member_id', area, 0.75);
}

/** Under `Referring office` may stand the doctor first. */
export function doctorUnderOffice(asked: Asked): readonly Candidate[] {
  const { layout, label } = asked;
  const run = firstSegment(runBehind(layout, label));
  const below = linesBelow(layout, label, { lines: 1, reach: 4 }).map(firstSegment);
  const area = run.length > 0 ? areaOf('right', [run]) : areaOf('below', below);
  return inArea(asked, 'referrer_name', area, 0.8).filter(
    ({ value, text }) =>
      (value.split(', ').length > 2 || /^dr\b/i.test(area.text)) && text.length > area.text.length - TITLE,
  );
}

/** Letters of a title, with point and blank. */
const TITLE = 5;
