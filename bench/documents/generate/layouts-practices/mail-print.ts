/** An e-mail printed and faxed: heads of the mail, free words, a signature of the staff, an older mail quoted below. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, hastePart, penOf, practicePart, sized } from './parts.ts';

export const mailPrint: Layout = { name: 'mail-print', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const { case: one, luck } = form;
  const face = luck.pick(['arimo', 'carlito', 'roboto'] as const);
  const pen = penOf(
    sheet,
    form,
    { face, valueFace: face, size: 10.5 },
    { isDoctorTitled: false, name: 'given_first' },
  );
  const who = luck.pick(['Sandy', 'Trish', 'Monique', 'Al']);
  sheet.text(40, 44, who, { ...pen.heading, size: 12 });
  sheet.line(40, 50, 572, 50, 2);
  const heads: readonly (readonly [string, readonly Part[]])[] = [
    ['From:', [`${who} <frontdesk@office.example>`]],
    ['Sent:', [pen.tagged('ordered_on'), ` ${luck.whole(8, 11)}:${luck.whole(10, 59)} AM`]],
    ['To:', ['intake@larkspur.example']],
    ['Subject:', ['[secure] pt for you']],
  ];
  heads.forEach(([label, parts], at) => {
    sheet.text(40, 68 + at * 15, label, sized(pen, 10.5, true));
    sheet.paragraph(110, 68 + at * 15, 450, parts, pen.body);
  });
  let y = 146;
  for (const parts of words(pen, form)) y = sheet.paragraph(40, y, 525, parts, pen.body, 1.35) + 7;
  y = sheet.paragraph(
    40,
    y + 8,
    500,
    [
      `${who}, MA\n`,
      practicePart(form),
      '\n',
      pen.tagged('referrer_address'),
      '\nph. ',
      pen.tagged('referrer_phone'),
      ' | fx. ',
      pen.tagged('referrer_fax'),
    ],
    pen.body,
  );
  y = sheet.paragraph(
    40,
    y + 6,
    525,
    [
      'Please consider the environment before printing. This e-mail may hold PHI; if it is not for you delete it and tell the sender.',
    ],
    sized(pen, 8.5),
  );
  sheet.line(40, y + 2, 572, y + 2, 0.5);
  const old = `> Hi ${who}, yes we are taking new patients. Send name, birthday, ins., dx and who is referring and we will call them. Our fax is ${pen.phone(one.own.fax)}. Thanks, Larkspur intake`;
  sheet.paragraph(52, y + 18, 500, [old], pen.body, 1.35);
  sheet.text(40, 772, 'about:blank', sized(pen, 8));
  sheet.textEndingAt(572, 772, '1/1', sized(pen, 8));
}

function words(pen: Pen, form: Form): readonly (readonly Part[])[] {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const isShe = one.patient.sex === 'F';
  return [
    ['Hi there, as promised here is the info on the patient we talked about this morning.'],
    [
      t('patient_name'),
      ' (',
      t('birth_date'),
      '), ',
      isShe ? 'female' : 'male',
      ', cell ',
      t('patient_phone'),
      luck.pick([', afternoons are best.', ', texts are ok.', '.']),
    ],
    [t('referrer_name'), ' (NPI ', t('referrer_npi'), ') would like you to do: ', t('service'), '.'],
    [`What is going on: `, t('reason'), '. Codes: ', ...codesInLine(form, 'bare'), '.'],
    ['Priority: ', hastePart(form), '. Insurance is ', t('payer'), ' and the ID is ', t('member_id'), '.'],
    [
      `I will send over ${isShe ? 'her' : 'his'} last note and the labs as soon as they are signed. Can you tell me what date ${isShe ? 'she' : 'he'} gets? Thx!`,
    ],
  ];
}
