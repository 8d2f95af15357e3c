/** A prescription for a child's therapy: the office's doctors with a box each, then everything in sentences with blanks filled. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellDoctor } from '../spelling.ts';
import { signature } from '../strokes.ts';
import { asTold, bare, codesInLine, column, head, print, serviceChoices, sized } from './parts.ts';

export const pediatricRx: Layout = {
  name: 'pediatric-rx',
  specialties: ['Pediatric Therapy'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10.5);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const { office } = one;
  sheet.centred(52, office.name, head(pen, 16), { field: 'referrer_practice', value: office.name });
  const lines = ['Tel ', pen.tagged('referrer_phone'), '      Fax ', pen.tagged('referrer_fax')];
  sheet.paragraph(200, 68, 360, lines, print(pen, 9.5));
  doctors(pen, form);
  pen.rule(140, 60, 552);
  sheet.text(60, 182, 'Rx', head(pen, 34));
  sheet.text(130, 170, 'PRESCRIPTION FOR OUTPATIENT PEDIATRIC THERAPY', head(pen, 11));
  const to = `To: Larkspur Kids Rehab  fax ${pen.phone(one.own.fax)}`;
  sheet.text(130, 185, to, print(pen, 9.5));
  const who: readonly Part[] = [
    'For (child) ',
    pen.tagged('patient_name'),
    '  date of birth ',
    pen.tagged('birth_date'),
    '  whose parent can be called at ',
    pen.tagged('patient_phone'),
    '.',
  ];
  let y = sheet.paragraph(60, 216, 492, who, pen.body, 1.5);
  y = sheet.paragraph(
    60,
    y + 4,
    492,
    ['Covered by ', pen.tagged('payer'), ' (no. ', pen.tagged('member_id'), ').'],
    pen.body,
    1.5,
  );
  order(pen, form, y);
}

function order(pen: Pen, form: Form, start: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  let y = start;
  sheet.text(60, y + 10, pen.labelText('service'), pen.label);
  const choices = serviceChoices(form);
  column(pen, form, 72, y + 27, choices.slice(0, 3), 16);
  column(pen, form, 320, y + 27, choices.slice(3), 16);
  y += 90;
  const often = `${luck.whole(1, 3)} x per week for ${luck.pick([8, 12, 24])} weeks, then re-evaluate.`;
  sheet.text(60, y, `Frequency: ${often}`, pen.body);
  y = sheet.paragraph(60, y + 24, 492, ['Because: ', pen.tagged('reason'), '.'], pen.body, 1.4);
  y = sheet.paragraph(60, y + 8, 492, ['Diagnosis ', ...codesInLine(form, ' and ')], pen.body, 1.4);
  sheet.text(60, y + 10, pen.labelText('urgency'), pen.label);
  column(
    pen,
    form,
    72,
    y + 27,
    asTold('urgency', one.urgency, [
      { label: 'Routine - wait list is fine', value: 'routine' },
      { label: 'Urgent - safety or feeding concern', value: 'urgent' },
      { label: 'STAT', value: 'stat' },
    ]),
    15,
  );
  y += 92;
  const last: readonly Part[] = [
    'Written on ',
    pen.tagged('ordered_on'),
    ' and good until ',
    pen.tagged('expires_on'),
    '.',
  ];
  sheet.paragraph(60, y, 492, last, pen.body);
  sheet.line(300, y + 46, 552, y + 46);
  signature(sheet, luck, 330, y + 40);
  sheet.text(302, y + 56, `${bare(pen, 'signature')} - dispense as written`, print(pen, 7.5));
  sheet.paragraph(
    60,
    730,
    492,
    [
      'I certify that these services are medically necessary. Precautions: none unless noted. Please send the evaluation and plan of care for signature within 14 days. Early Intervention (under 3) or the school district may also be able to help your family.',
    ],
    print(pen, 8),
    1.25,
  );
}

/** One is ticked: it is that one's order. */
function doctors(pen: Pen, { case: one, look }: Form): void {
  one.office.doctors.forEach((doctor, at) => {
    const told = spellDoctor(
      { ...look.spelling, name: 'given_first', hasCredential: true, isDoctorTitled: false },
      doctor,
    );
    const isMeant = doctor.npi === one.referrer.npi;
    const [x, y] = [60 + (at % 2) * 256, 94 + Math.floor(at / 2) * 26];
    pen.sheet.tick(x, y, told.text, isMeant, print(pen, 9), {
      tag: { field: 'referrer_name', value: told.value },
      mark: look.mark === 'circle' ? 'cross' : look.mark,
      shape: 'square',
    });
    const part: Part = isMeant ? { field: 'referrer_npi', value: doctor.npi, text: doctor.npi } : doctor.npi;
    pen.sheet.paragraph(x + 13.5, y + 11, 200, ['NPI ', part], print(pen, 8));
  });
}
