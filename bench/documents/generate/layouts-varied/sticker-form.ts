/** Two blocks of addresses side by side, and the sticker a hospital puts on paper: name, birth date and address without labels. */
import { takePen, urgencyChoices, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { spellName } from '../spelling.ts';

export const stickerForm: Layout = { name: 'sticker-form', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, look, luck } = form;
  const { own, office, patient } = one;
  sheet.centred(
    50,
    pen
      .labelText('title')
      .replace(/[ :]+$/, '')
      .toUpperCase(),
    { ...pen.heading, size: 15 },
  );
  sheet.text(40, 80, pen.labelText('section_recipient').replace(/[ :]+$/, ''), pen.heading);
  const to = pen.spell('requested_provider');
  sheet.text(40, 95, to.text, pen.body, { field: 'requested_provider', value: to.value });
  sheet.paragraph(
    40,
    108,
    250,
    [
      `${own.name}\n${own.address.line1}\n${own.address.city}, ${own.address.state} ${own.address.zip}\nP ${pen.phone(own.phone)}  F ${pen.phone(own.fax)}`,
    ],
    pen.body,
  );
  sheet.text(320, 80, pen.labelText('section_referrer').replace(/[ :]+$/, ''), pen.heading);
  const from = pen.spell('referrer_name');
  sheet.text(320, 95, from.text, pen.body, { field: 'referrer_name', value: from.value });
  sheet.text(320, 108, office.name, pen.body, { field: 'referrer_practice', value: office.name });
  let y = pen.addressLines(320, 121, 'referrer_address', 250) + 13;
  sheet.paragraph(
    320,
    y,
    260,
    ['P ', pen.tagged('referrer_phone'), '  F ', pen.tagged('referrer_fax')],
    pen.body,
  );
  sheet.paragraph(320, y + 13, 260, ['NPI ', pen.tagged('referrer_npi')], pen.body);
  y += 34;
  sheet.box(40, y, 300, 86);
  const name = spellName({ ...look.spelling, name: 'capitals' }, patient.name);
  sheet.text(
    48,
    y + 16,
    name.text,
    { ...pen.value, isBold: true },
    { field: 'patient_name', value: name.value },
  );
  sheet.paragraph(
    48,
    y + 31,
    280,
    [
      pen.tagged('birth_date'),
      '   ',
      { field: 'sex', value: patient.sex, text: patient.sex },
      '   MRN ',
      pen.tagged('patient_mrn'),
    ],
    pen.value,
  );
  const end = pen.addressLines(48, y + 46, 'patient_address', 280);
  sheet.paragraph(
    48,
    end + 14,
    280,
    [luck.pick(['H: ', 'Home ', 'Tel: ']), pen.tagged('patient_phone')],
    pen.value,
  );
  sheet.text(360, y + 14, 'Patient label here', { ...pen.body, size: 8 });
  y += 112;
  sheet.text(40, y, pen.labelText('urgency'), pen.label);
  pen.ticks(60 + sheet.widthOf(pen.labelText('urgency'), pen.label), y, 'urgency', urgencyChoices);
  pen.pair(400, y, 'ordered_on', 'ordered_on');
  y = pen.pair(40, y + 24, 'payer', 'payer', { width: 300 });
  pen.pair(360, y, 'member_id', 'member_id');
  y = pen.pair(40, y + 24, 'service', 'service', { width: 520, isUnderlined: true });
  sheet.text(40, y + 24, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(40, y + 40, 530, [pen.tagged('reason')], pen.value);
  sheet.text(40, y + 10, pen.labelText('diagnosis'), pen.label);
  pen.codes(40, y + 26, 530, luck.pick(['lines', 'title_code'] as const));
}
