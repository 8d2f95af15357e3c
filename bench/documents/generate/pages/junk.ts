/** Faxes nobody asked for. */
import { takePen, type Form } from '../form.ts';
import type { Sheet } from '../sheet.ts';

type Advert = { readonly title: string; readonly lines: readonly string[]; readonly call: string };

const seen: readonly Advert[] = [
  {
    title: 'BUSINESS LOANS APPROVED TODAY!',
    lines: [
      'Up to $500,000 for your practice',
      'No collateral - bad credit OK',
      'Money in your account within 24 hours',
      'Limited time offer, do not miss out',
    ],
    call: 'CALL NOW',
  },
  {
    title: 'TONER CLEARANCE SALE',
    lines: [
      'Save 60% on all printer cartridges',
      'Free shipping over $99',
      'HP - Brother - Canon - Xerox',
      'Order by Friday and get a free mug',
    ],
    call: 'Order line',
  },
  {
    title: 'Medical Waste Pickup $39',
    lines: [
      'Switch today and get the first month free',
      'OSHA compliant, no contract',
      'Serving over 4,000 offices',
      'Ask about our shredding service',
    ],
    call: 'Call today',
  },
];

const unseen: readonly Advert[] = [
  {
    title: 'CRUISE GETAWAY 4 DAYS / 3 NIGHTS',
    lines: [
      'Your office was selected',
      'Only $199 per person',
      'Taxes and port fees not included',
      'Offer ends this week',
    ],
    call: 'Reserve by phone',
  },
  {
    title: 'ROOF AND GUTTER INSPECTION',
    lines: [
      'Storm damage? Insurance pays',
      'Licensed, bonded, insured',
      'Free estimates for commercial buildings',
    ],
    call: 'Book a visit',
  },
];

export const drawJunk = (sheet: Sheet, form: Form): void => drawAdvert(sheet, form, seen);
export const drawUnseenJunk = (sheet: Sheet, form: Form): void => drawAdvert(sheet, form, unseen);

function drawAdvert(sheet: Sheet, form: Form, adverts: readonly Advert[]): void {
  const pen = takePen(sheet, form);
  const { luck } = form;
  const advert = luck.pick(adverts);
  sheet.inverse(40, 80, 532, 44, advert.title, { ...pen.heading, size: 26 });
  advert.lines.forEach((words, at) => sheet.centred(190 + at * 44, words, { ...pen.heading, size: 19 }));
  sheet.fill(140, 400, 332, 120, 0.8);
  sheet.centred(440, advert.call, { ...pen.heading, size: 24 });
  sheet.centred(486, pen.phone(`888${luck.whole(2, 9)}${luck.digits(6)}`), { ...pen.heading, size: 30 });
  sheet.paragraph(
    60,
    700,
    490,
    [
      'If you received this fax in error or wish to be removed from our list, call the number above and leave your fax number. Removal takes up to 30 days.',
    ],
    { ...pen.body, size: 9 },
  );
}
