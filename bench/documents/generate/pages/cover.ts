/** Cover sheets: to, from, pages, a warning. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Sheet } from '../sheet.ts';
import { logo } from '../strokes.ts';

const warning =
  'CONFIDENTIALITY NOTICE: The documents with this transmission contain confidential health information that is legally privileged. It is intended only for the use of the person or office named above. If you have received it in error, please notify the sender by telephone at once and destroy the documents.';

export function drawCover(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const { office } = one;
  logo(sheet, luck, 54, 46, 34);
  sheet.text(
    100,
    66,
    office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: office.name },
  );
  sheet.text(54, 130, luck.pick(['FAX', 'FAX COVER SHEET', 'Facsimile Transmittal', 'FAX TRANSMISSION']), {
    ...pen.heading,
    size: 26,
  });
  const rows = luck.chance(0.5) ? twoColumns(pen, form) : oneColumn(pen, form);
  const isFull = luck.chance(0.4);
  let y = rows + 30;
  if (isFull)
    y =
      sheet.paragraph(
        54,
        y,
        500,
        ['Re: ', pen.tagged('patient_name'), '  DOB ', pen.tagged('birth_date')],
        pen.body,
      ) + 12;
  y = sheet.paragraph(
    54,
    y,
    500,
    [
      luck.pick([
        'Please see the attached referral and call the patient to schedule.',
        'New referral, records to follow.',
        'Referral and insurance card attached. Thank you!',
      ]),
    ],
    pen.body,
  );
  sheet.paragraph(54, Math.max(y + 60, 640), 500, [warning], { ...pen.body, size: 8.5 });
}

function oneColumn(pen: Pen, { case: one, luck }: Form): number {
  const { sheet } = pen;
  const step = 26;
  const write = (y: number, label: string, words: string): void => {
    sheet.text(54, y, label, pen.label);
    sheet.text(54 + Math.max(76, sheet.widthOf(label, pen.label) + 8), y, words, pen.body);
  };
  write(180, pen.labelText('to'), one.own.name);
  write(180 + step, pen.labelText('to_fax'), pen.phone(one.own.fax));
  pen.pair(54, 180 + step * 2, 'referrer_practice', 'referrer_practice', { valueAt: 76 });
  pen.pair(54, 180 + step * 3, 'referrer_phone', 'referrer_phone', { valueAt: 76 });
  pen.pair(54, 180 + step * 4, 'referrer_fax', 'referrer_fax', { valueAt: 76 });
  write(180 + step * 5, pen.labelText('pages'), String(luck.whole(2, 9)));
  pen.rule(180 + step * 5 + 14, 54, 558);
  return 180 + step * 6;
}

function twoColumns(pen: Pen, { case: one, luck }: Form): number {
  const { sheet } = pen;
  pen.rule(150, 54, 558);
  const rows: readonly (readonly [string, string])[] = [
    [pen.labelText('to'), one.own.name],
    [pen.labelText('to_fax'), pen.phone(one.own.fax)],
    [pen.labelText('to_phone'), pen.phone(one.own.phone)],
    [pen.labelText('pages'), String(luck.whole(2, 9))],
  ];
  rows.forEach(([label, words], at) => {
    sheet.text(54, 172 + at * 24, label, pen.label);
    sheet.text(54 + Math.max(60, sheet.widthOf(label, pen.label) + 6), 172 + at * 24, words, pen.body);
  });
  sheet.text(320, 172, 'From:', pen.label);
  pen.put(380, 172, 'referrer_practice', 190);
  sheet.text(320, 196, 'Fax:', pen.label);
  pen.put(380, 196, 'referrer_fax', 190);
  sheet.text(320, 220, 'Phone:', pen.label);
  pen.put(380, 220, 'referrer_phone', 190);
  sheet.text(320, 244, 'Date:', pen.label);
  sheet.text(380, 244, pen.date(one.orderedOn), pen.body);
  pen.rule(262, 54, 558);
  return 280;
}
