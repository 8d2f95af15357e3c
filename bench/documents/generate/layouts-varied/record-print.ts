/** What a big electronic record prints of an order: a running head, headings, names of fields on the left, a numbered list of diagnoses. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellDoctor, spellName } from '../spelling.ts';

export const recordPrint: Layout = { name: 'record-print', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, look, luck } = form;
  const capitals = spellName({ ...look.spelling, name: 'capitals' }, one.patient.name);
  const small = { ...pen.body, size: 8.5 };
  sheet.paragraph(
    36,
    40,
    340,
    [
      { field: 'patient_name', ...capitals },
      ` (MRN `,
      pen.tagged('patient_mrn'),
      ') DOB: ',
      pen.tagged('birth_date'),
    ],
    small,
  );
  sheet.textEndingAt(576, 40, `Encounter Date: ${pen.date(one.orderedOn)}`, small);
  sheet.line(36, 46, 576, 46);
  sheet.text(
    36,
    70,
    one.office.name,
    { ...pen.heading, size: 13 },
    { field: 'referrer_practice', value: one.office.name },
  );
  sheet.text(36, 92, `Ambulatory Referral to ${one.specialty}`, { ...pen.heading, size: 12 });
  let y = pairs(pen, 114, [
    ['Order ID', [pen.tagged('referral_number')]],
    ['Order date', [pen.tagged('ordered_on')]],
    ['Priority', [pen.tagged('urgency')]],
    ['Referred to provider', [pen.tagged('requested_provider')]],
    ['Procedure requested', [pen.tagged('service')]],
    ['Expires', [pen.tagged('expires_on')]],
  ]);
  y = heading(pen, y, 'Diagnoses');
  for (const [at, code] of one.diagnoses.entries())
    y =
      sheet.paragraph(
        48,
        y,
        500,
        [`${at + 1}. ${code.title} [`, { field: 'diagnosis', value: code.code, text: code.code }, ']'],
        pen.body,
      ) + 1;
  y = heading(pen, y + 8, luck.pick(['Reason for referral', 'Order comments', 'Clinical indications']));
  y = sheet.paragraph(48, y, 510, [pen.tagged('reason')], pen.body);
  y = heading(pen, y + 8, 'Patient demographics');
  y = pairs(pen, y, [
    ['Legal sex', [pen.tagged('sex')]],
    ['Address', [pen.tagged('patient_address')]],
    ['Mobile', [pen.tagged('patient_phone')]],
    ['PCP', [pen.tagged('pcp_name')]],
  ]);
  y = heading(pen, y, 'Coverage');
  y = pairs(pen, y, [
    ['Payer / plan', [pen.tagged('payer')]],
    ['Subscriber ID', [pen.tagged('member_id')]],
    ['Group', [one.group]],
  ]);
  y = heading(pen, y, 'Ordering information');
  const doctor = spellDoctor(look.spelling, one.referrer);
  pairs(pen, y, [
    ['Ordering user', ['Zztest-Clerk, Robin, MA']],
    ['Authorizing provider', [{ field: 'referrer_name', ...doctor }]],
    ['NPI', [pen.tagged('referrer_npi')]],
    ['Department phone', [pen.tagged('referrer_phone')]],
    ['Department fax', [pen.tagged('referrer_fax')]],
  ]);
  sheet.text(
    36,
    764,
    `${capitals.text}  Printed by ROBINZ at ${pen.date(one.orderedOn)} 4:12 PM    Page 1 of 1`,
    small,
  );
}

function heading(pen: Pen, y: number, words: string): number {
  pen.sheet.text(36, y + 6, words, pen.heading);
  pen.sheet.line(36, y + 10, 576, y + 10, 0.5);
  return y + 25;
}

function pairs(pen: Pen, y: number, of: readonly (readonly [string, readonly Part[]])[]): number {
  let base = y;
  for (const [words, parts] of of) {
    pen.sheet.text(42, base, `${words}:`, pen.label);
    base = pen.sheet.paragraph(180, base, 390, parts, pen.body) + 2;
  }
  return base + 4;
}
