/** Behavioral health: who it is about in a sentence in the heading, then questions in bold answered in typed paragraphs. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, head, print, privacy, sized } from './parts.ts';

export const behavioralStory: Layout = {
  name: 'behavioral-story',
  specialties: ['Psychiatry'],
  pages: [{ class: 'referral_form', draw }],
};

const haste = {
  routine: 'Routine. The patient is safe to wait for the next intake slot.',
  urgent: 'Urgent. Should be seen within the week if at all possible.',
  stat: 'STAT. Please phone us before the end of the day.',
} as const;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const { office } = one;
  sheet.text(54, 50, office.name, head(pen, 14), { field: 'referrer_practice', value: office.name });
  sheet.paragraph(54, 64, 500, [pen.tagged('referrer_address')], print(pen, 8.5));
  sheet.paragraph(
    54,
    76,
    500,
    ['telephone ', pen.tagged('referrer_phone'), '  -  facsimile ', pen.tagged('referrer_fax')],
    print(pen, 8.5),
  );
  sheet.line(54, 84, 558, 84, 2);
  sheet.text(54, 106, 'Referral to Behavioral Health', head(pen, 13));
  sheet.textEndingAt(558, 106, 'Release of information on file: yes', print(pen, 8.5));
  const words = one.patient.sex === 'F' ? 'female' : 'male';
  const about: readonly Part[] = [
    pen.tagged('patient_name'),
    ', born ',
    pen.tagged('birth_date'),
    ', ',
    { field: 'sex', value: one.patient.sex, text: words },
    ', reachable at ',
    pen.tagged('patient_phone'),
    '; insured with ',
    pen.tagged('payer'),
    ' under ID ',
    pen.tagged('member_id'),
    '.',
  ];
  let y = sheet.paragraph(54, 128, 504, about, { ...pen.body, isBold: true }, 1.4);
  for (const [question, answer] of sections(pen, form)) y = section(pen, y, question, answer);
  closing(pen, form, y + 8);
  sheet.paragraph(
    54,
    726,
    504,
    [`42 CFR part 2 prohibits unauthorized disclosure of substance use records. ${privacy}`],
    print(pen, 6.5),
    1.2,
  );
}

function section(pen: Pen, y: number, question: string, answer: readonly Part[]): number {
  pen.sheet.text(54, y + 8, question, { ...pen.body, isBold: true });
  return pen.sheet.paragraph(
    66,
    y + 8 + pen.body.size * 1.3,
    492,
    answer,
    { ...pen.body, isBold: false },
    1.25,
  );
}

function closing(pen: Pen, { case: one }: Form, y: number): void {
  const parts: readonly Part[] = [
    'Completed by ',
    pen.tagged('referrer_name'),
    ' (NPI ',
    pen.tagged('referrer_npi'),
    ') on ',
    pen.tagged('ordered_on'),
    '. We will keep seeing the patient for medical care and can refill for 30 days until your first visit.',
  ];
  pen.sheet.paragraph(54, y + 8, 504, parts, { ...pen.body, isBold: false }, 1.3);
  pen.sheet.text(54, 714, `Sent to ${one.own.name} intake, ${pen.phone(one.own.fax)}`, print(pen, 8));
}

/** What is asked, and what is answered. */
function sections(pen: Pen, form: Form): readonly (readonly [string, readonly Part[]])[] {
  const { case: one, luck } = form;
  const risk = luck.pick([
    'Denies any thought of suicide, no prior attempts. No firearms at home.',
    'Passive wish not to wake up, no plan or intent. C-SSRS low. Safety plan done, husband holds medication.',
    'One overdose at 19. Currently denies ideation. Knows 988.',
  ]);
  const medicines = luck.pick([
    'sertraline 150 mg daily, trazodone 50 mg at night',
    'bupropion XL 300 mg, hydroxyzine 25 mg as needed',
    'lamotrigine 100 mg twice daily',
    'none at present; stopped escitalopram in April because of side effects',
  ]);
  return [
    [pen.labelText('reason'), [pen.tagged('reason'), '.']],
    [pen.labelText('service'), [pen.tagged('service')]],
    [pen.labelText('diagnosis'), codesInLine(form, '; ')],
    [pen.labelText('urgency'), [{ field: 'urgency', value: one.urgency, text: haste[one.urgency] }]],
    ['Is there any concern about safety?', [risk]],
    [
      'What has been tried so far?',
      [
        `Current medicines: ${medicines}. ${luck.pick(['Two sessions with our embedded social worker.', 'Eight visits of CBT in 2023 with good effect.', 'Never in therapy.'])} Labs including TSH and B12 were within normal limits.`,
      ],
    ],
    [
      'Social situation',
      [
        luck.pick([
          'Lives with partner and two school age children, on leave from warehouse work.',
          'Lives alone, retired teacher, daughter checks in daily.',
          'College junior, in a dorm, parents out of state.',
        ]),
      ],
    ],
    [
      pen.labelText('requested_provider'),
      [pen.tagged('requested_provider'), ' or any clinician with an opening'],
    ],
  ];
}
