/** One page that is cover and referral in one: who to whom in the head, one line for each thing, short labels in capitals. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';

export const urgentFax: Layout = { name: 'urgent-fax', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const { office, own } = one;
  const t = pen.tagged;
  const practice = { field: 'referrer_practice', value: office.name, text: office.name } as const;
  sheet.text(40, 60, 'FAX', { ...pen.heading, size: 28 });
  sheet.textEndingAt(570, 60, 'Referral for specialty visit', { ...pen.heading, size: 12 });
  pen.rule(70);
  let y = lines(pen, 90, 40, [
    ['TO', [own.name]],
    ['ATTN', [t('requested_provider')]],
    ['FAX', [pen.phone(own.fax)]],
  ]);
  lines(pen, 90, 310, [
    ['FROM', [t('referrer_name')]],
    ['OF', [practice]],
    ['FAX', [t('referrer_fax')]],
    ['TEL', [t('referrer_phone')]],
    ['NPI', [t('referrer_npi')]],
  ]);
  y += 34;
  pen.rule(y);
  y = lines(pen, y + 22, 40, [
    ['SENT', [t('ordered_on')]],
    ['WHO', [t('patient_name')]],
    ['BORN', [t('birth_date')]],
    ['REACH AT', [t('patient_phone')]],
    ['LIVES', [t('patient_address')]],
    ['COVERED BY', [t('payer')]],
    ['CARD NO.', [t('member_id')]],
    ['WANTED', [t('service')]],
    ['BECAUSE', [t('reason')]],
    ['HOW SOON', [t('urgency')]],
  ]);
  for (const code of one.diagnoses)
    y = lines(pen, y, 40, [
      ['DX', [{ field: 'diagnosis', value: code.code, text: code.code }, ` - ${code.title}`]],
    ]);
}

function lines(pen: Pen, y: number, x: number, of: readonly (readonly [string, readonly Part[]])[]): number {
  let base = y;
  for (const [words, parts] of of) {
    pen.sheet.text(x, base, words + (pen.labelText('to').endsWith(':') ? ':' : ''), pen.label);
    base = pen.sheet.paragraph(x + 80, base, x > 200 ? 190 : 440, parts, pen.value) + 5;
  }
  return base;
}
