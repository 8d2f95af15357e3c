import type { Layout } from './areas.ts';
import { segmentArea, segmentsOf } from './blocks.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { namesService } from '../knowledge/service-words.ts';
import { organisationWord } from '../values/words.ts';

/** `Ambulatory referral to Dermatology`, `AMB REF TO CARDIOLOGY`: how record systems name their orders. */
const orderTitle =
  /^(?:(?:amb(?:ulatory)?|outpatient|op|inpatient|internal|external) )?(?:referral|ref|consult(?:ation)?|order) to (?<to>\p{L}.{2,45})$/iu;

/** Words of practices that specialties have too. */
const ofSpecialties =
  /\b(?:medicine|surgery|health|therapy|care|cardiology|rehab\w*|orthop\w+|neurolog\w+|dermatolog\w+|pediatrics?|internal)\b/gi;

/** Behind what labels say: many forms are titled so and ask for the service below. */
const SCORE = 0.62;

/** The service an order is titled by, on a page that has no label for it. */
export function orderTitles(layout: Layout): readonly Candidate[] {
  return layout.sheet.rows.flatMap(segmentsOf).flatMap((segment) => {
    const area = segmentArea([segment]);
    const to = orderTitle.exec(area.text)?.groups?.['to'];
    if (to === undefined || segment.tokens.some(({ hasColon }) => hasColon)) return [];
    if (!namesService(to) || organisationWord.test(to.replaceAll(ofSpecialties, ''))) return [];
    const found = { value: area.text, from: 0, to: area.text.length, fit: 1, repaired: 0 };
    return [
      candidateOf('service', found, area, layout.sheet.page.number, {
        score: SCORE,
        labelMatch: 0,
        evidence: 'the title of the order',
        origin: 'pattern',
      }),
    ];
  });
}
