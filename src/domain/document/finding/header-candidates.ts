import type { Candidate } from './candidate.ts';
import { readFaxHeader } from '../layout/header.ts';
import type { ReadPage } from '../page.ts';
import { wrongFigures } from '../knowledge/ocr-slips.ts';
import type { Transport } from '../understanding.ts';
import type { ValueContext } from '../values/find.ts';

/** A number by itself is weak evidence of a return fax: many offices send from a line they do not read. */
const ALONE = 0.3;

/**
 * What the line of the fax machine and the transport say of the sender's number: a candidate of its own, and one that mends a number on
 * the page with a figure or two misread.
 */
export function headerCandidates(
  page: ReadPage,
  found: readonly Candidate[],
  transport: Transport,
  { own }: ValueContext,
): readonly Candidate[] {
  const header = readFaxHeader(page.faxHeader).number;
  const csid = transport.csid?.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  const said: readonly (readonly [string | undefined, string])[] = [
    [transport.fromNumber, 'the number it was sent from'],
    [csid, 'the number the sending machine says'],
    [header, 'the number in the fax header line'],
  ];
  return said.flatMap(([number, evidence]) => {
    if (number === undefined || !/^\d{10}$/.test(number) || own.ownNumbers.includes(number)) return [];
    const near = found
      .filter((one) => one.field === 'referrer_fax' && one.page === page.number)
      .filter((one) => isMisread(one.value, number))
      .toSorted((a, b) => b.score - a.score)[0];
    const alone: Candidate = {
      field: 'referrer_fax',
      value: number,
      text: number,
      score: ALONE,
      labelMatch: 0,
      repaired: 0,
      others: [],
      evidence,
      wordConfidence: 0.9,
      isHandwriting: false,
      origin: 'header',
    };
    if (!near) return [alone];
    const doubt = `read as ${near.text}, mended by ${evidence}`;
    return [
      {
        ...near,
        value: number,
        score: near.score * 1.06,
        repaired: near.repaired + 0.1,
        doubt,
        evidence,
        origin: 'header',
      },
    ];
  });
}

/** One or two figures differ. */
function isMisread(read: string, number: string): boolean {
  const wrong = wrongFigures(read, number);
  return wrong !== undefined && wrong > 0 && wrong <= 2;
}
