/** A request to care in the community for a veteran: numbered sections with frames. */
import { takePen, urgencyChoices, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { foot, problems, reasonBelow, small, stacked, type Entry } from './parts.ts';

export const communityCare: Layout = { name: 'community-care', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.centred(50, 'COMMUNITY CARE REFERRAL', { ...pen.heading, size: 14 });
  sheet.centred(64, `Standardized Episode of Care - ${one.specialty}`, pen.body);
  const section = (y: number, title: string, rows: readonly (readonly Entry[])[]): number => {
    sheet.fill(36, y, 540, 14, 0.85);
    sheet.text(40, y + 10.5, title, { ...pen.heading, size: 9.5 });
    const last = stacked(pen, y + 25, rows, 42, 528);
    sheet.box(36, y, 540, last - y - 6);
    return last + 2;
  };
  let y = section(76, 'I. VETERAN', [
    ['patient_name', 'birth_date', 'sex'],
    ['patient_phone', 'member_id', 'payer'],
    ['patient_address'],
  ]);
  y = section(y, 'II. REFERRING FACILITY', [
    ['referrer_practice', 'referrer_name', 'referrer_npi'],
    ['referrer_phone', 'referrer_fax', ['Station', luck.digits(3)]],
  ]);
  y = section(y, 'III. EPISODE OF CARE', [
    ['referral_number', 'ordered_on', 'expires_on'],
    ['service', ['Category', one.specialty]],
  ]);
  sheet.text(36, y + 6, pen.labelText('urgency'), pen.label);
  pen.ticks(160, y + 6, 'urgency', urgencyChoices);
  sheet.text(36, y + 24, pen.labelText('diagnosis'), pen.label);
  y = problems(pen, form, 44, y + 39, 520);
  y = reasonBelow(pen, 36, y + 4, 530);
  sheet.paragraph(
    36,
    Math.min(y + 6, 730),
    540,
    ['Submit records within 30 days of the first visit. Additional services need a new request.'],
    small(pen),
  );
  foot(pen, form);
}
