/** A home health order in numbered boxes without a gap between them, codes in rows, addresses over two lines. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import type { LabelName, PaperField } from '../wordings.ts';
import { asTold, bare, column, head, print, reasonAt, serviceChoices, sized, soonChoices } from './parts.ts';

export const homeHealth485: Layout = {
  name: 'home-health-485',
  specialties: ['Home Health'],
  pages: [{ class: 'referral_form', draw }],
};

type Box = (x: number, y: number, width: number, height: number, label: string) => void;
type Boxes = {
  readonly box: Box;
  readonly field: (
    x: number,
    y: number,
    width: number,
    name: PaperField & LabelName,
    height?: number,
  ) => void;
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const page = boxes(pen);
  who(pen, form, page);
  needs(pen, form, page);
  certified(pen, form, page);
}

/** Boxes that are numbered as they are drawn. */
function boxes(pen: Pen): Boxes {
  let number = 0;
  const box: Box = (x, y, width, height, label) => {
    number += 1;
    pen.sheet.box(x, y, width, height, 0.6);
    const words = `${number}. ${label}`;
    const style = print(pen, 7);
    pen.sheet.text(x + 3, y + 8, words, {
      ...style,
      size: Math.min(7, (7 * (width - 6)) / pen.sheet.widthOf(words, style)),
    });
  };
  const field = (x: number, y: number, width: number, name: PaperField & LabelName, height = 28): void => {
    box(x, y, width, height, bare(pen, name));
    pen.put(x + 10, y + 21, name, width - 14);
  };
  return { box, field };
}

function who(pen: Pen, form: Form, { box, field }: Boxes): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  sheet.text(36, 40, 'Larkspur Home Health & Hospice', print(pen, 8.5));
  sheet.centred(54, 'HOME HEALTH REFERRAL AND PHYSICIAN ORDER', head(pen, 12));
  sheet.textEndingAt(576, 40, `Intake fax ${pen.phone(one.own.fax)} - 7 days a week`, print(pen, 8.5));
  field(36, 62, 160, 'member_id');
  field(196, 62, 120, 'ordered_on');
  box(316, 62, 140, 28, 'Start of care requested');
  sheet.text(326, 83, luck.pick(['Within 48 hours', 'Day after discharge', 'Next Monday']), print(pen, 9));
  field(456, 62, 120, 'patient_mrn');
  box(36, 90, 290, 56, 'Patient (name, then address)');
  pen.put(46, 110, 'patient_name', 270);
  pen.addressLines(46, 124, 'patient_address', 270);
  box(326, 90, 250, 56, 'Physician group (name, then address)');
  pen.put(336, 110, 'referrer_practice', 230);
  pen.addressLines(336, 124, 'referrer_address', 230);
  field(36, 146, 120, 'birth_date');
  field(156, 146, 70, 'sex');
  field(226, 146, 140, 'patient_phone');
  field(366, 146, 210, 'payer');
  codes(pen, form, box);
}

function needs(pen: Pen, form: Form, { box }: Boxes): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  box(36, 262, 270, 128, `${bare(pen, 'service')} (check)`);
  column(pen, form, 46, 284, serviceChoices(form), 15);
  box(306, 262, 270, 64, bare(pen, 'urgency'));
  column(pen, form, 316, 284, asTold('urgency', one.urgency, soonChoices), 15);
  box(306, 326, 270, 64, 'Functional limits / activity / mental status');
  sheet.paragraph(
    316,
    346,
    250,
    [
      luck.pick([
        'Up with walker, 20 ft. Alert, forgetful.',
        'Bed to chair with assist of 1. Oriented x3.',
        'Non weight bearing left. Oriented.',
      ]),
      ' Taxing effort to leave home. Regular diet. NKDA.',
    ],
    print(pen, 8.5),
    1.25,
  );
  box(36, 390, 540, 62, bare(pen, 'reason'));
  reasonAt(pen, 46, 412, 520);
  box(36, 452, 540, 62, 'Orders: discipline, frequency, duration, goals');
  const orders = `SN ${luck.whole(2, 3)}w1, ${luck.whole(1, 3)}w4, 2 PRN. Notify MD for T > 101, HR > 120, SBP < 90 or > 170, weight gain 3 lb / day. PT to evaluate for home safety. Patient and caregiver to be independent with care by discharge. Rehab potential good.`;
  sheet.paragraph(46, 473, 520, [orders], print(pen, 8.5), 1.3);
}

function certified(pen: Pen, form: Form, { box, field }: Boxes): void {
  const { sheet } = pen;
  const { luck } = form;
  box(36, 514, 540, 58, 'Face-to-face encounter');
  sheet.paragraph(
    46,
    534,
    520,
    [
      'I certify that this patient is confined to the home and needs intermittent skilled nursing care, physical therapy or speech therapy. The patient is under my care, and I have seen the patient within 90 days before or 30 days after the start of care for the condition above.',
    ],
    print(pen, 8),
    1.25,
  );
  field(36, 572, 280, 'referrer_name', 30);
  field(316, 572, 110, 'referrer_npi', 30);
  field(426, 572, 150, 'referrer_phone', 30);
  box(36, 602, 390, 34, bare(pen, 'signature'));
  signature(sheet, luck, 180, 628);
  field(426, 602, 150, 'referrer_fax', 34);
  sheet.paragraph(
    36,
    654,
    540,
    [
      'Anyone who misrepresents, falsifies or conceals essential information required for payment of Federal funds may be subject to fine, imprisonment or civil penalty under applicable Federal laws. Attach demographics sheet, discharge summary, medication list and advance directive. If we cannot admit the patient we will tell you within 4 hours and help to find another agency. Patients have the right to choose their agency.',
    ],
    print(pen, 7.5),
    1.25,
  );
}

/** A row for each code; what is not needed stays empty. */
function codes(pen: Pen, { case: one }: Form, box: Box): void {
  box(36, 174, 540, 88, `${bare(pen, 'diagnosis')}: first line principal, then others pertinent`);
  for (let at = 0; at < 3; at += 1) {
    const y = 186 + at * 25;
    pen.sheet.line(36, y, 576, y, 0.4);
    const code = one.diagnoses[at];
    if (code === undefined) continue;
    pen.sheet.text(46, y + 16, code.code, pen.value, { field: 'diagnosis', value: code.code });
    pen.sheet.paragraph(116, y + 11, 450, [code.title], { ...pen.value, size: 8 }, 1.2);
  }
}
