/** HELD OUT. A dictated letter: facts in a table at the top, headings in capitals, the codes in a list, the doctor typed below. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';

export const consultLetter: Layout = { name: 'consult-letter', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const base: Form = {
    ...form,
    look: {
      ...form.look,
      valueFace: form.look.face,
      spelling: { ...form.look.spelling, hasCredential: true },
    },
  };
  const pen = takePen(sheet, base);
  const { case: one } = form;
  sheet.textEndingAt(560, 56, one.office.name, { ...pen.heading, size: 13 });
  sheet.note(
    { field: 'referrer_practice', value: one.office.name },
    {
      x: 560 - sheet.widthOf(one.office.name, { ...pen.heading, size: 13 }),
      y: 46,
      width: sheet.widthOf(one.office.name, { ...pen.heading, size: 13 }),
      height: 12,
    },
    one.office.name,
  );
  sheet.textEndingAt(560, 70, pen.spell('referrer_address').text, { ...pen.body, size: 9 });
  sheet.box(52, 88, 508, 58);
  sheet.line(306, 88, 306, 146);
  pen.pair(58, 104, 'patient_name', 'patient_name', { width: 244 });
  pen.pair(58, 121, 'birth_date', 'birth_date', { width: 244 });
  pen.pair(58, 138, 'patient_mrn', 'patient_mrn', { width: 244 });
  pen.pair(312, 104, 'ordered_on', 'ordered_on', { width: 244 });
  pen.pair(312, 121, 'payer', 'payer', { width: 244 });
  pen.pair(312, 138, 'member_id', 'member_id', { width: 244 });
  let y = sheet.paragraph(
    52,
    174,
    508,
    [`To: `, pen.tagged('requested_provider'), `, ${one.own.name}`],
    pen.body,
  );
  const sections: readonly (readonly [string, readonly Part[]])[] = [
    [
      'REQUEST',
      [
        pen.tagged('service'),
        ...(one.urgency === 'routine'
          ? []
          : [', ', { field: 'urgency' as const, value: one.urgency, text: one.urgency }]),
      ],
    ],
    [
      'HISTORY OF PRESENT ILLNESS',
      [
        pen.tagged('reason'),
        `. Symptoms have changed little since the last visit here. No fever, no weight loss. Exam today was otherwise unremarkable; vital signs are on the attached sheet.`,
      ],
    ],
    [
      'IMPRESSION',
      one.diagnoses.flatMap((code, at): Part[] => [
        `${at + 1}. ${code.title} - `,
        { field: 'diagnosis', value: code.code, text: code.code },
        '\n',
      ]),
    ],
    [
      'CONTACT',
      [
        'Patient: ',
        pen.tagged('patient_phone'),
        '. Our office: ',
        pen.tagged('referrer_phone'),
        ', fax ',
        pen.tagged('referrer_fax'),
        '.',
      ],
    ],
  ];
  for (const [heading, parts] of sections) {
    sheet.text(52, y + 12, heading, pen.heading);
    y = sheet.paragraph(52, y + 28, 508, parts, pen.body, 1.35);
  }
  sheet.text(52, y + 24, 'Dictated but not read', { ...pen.body, size: 9 });
  sheet.paragraph(
    52,
    y + 44,
    508,
    [pen.tagged('referrer_name'), '   NPI ', pen.tagged('referrer_npi')],
    pen.body,
  );
}
