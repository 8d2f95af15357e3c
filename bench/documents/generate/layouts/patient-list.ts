/** Several patients in one table: an office's list of the week. Each row is a referral of its own. */
import { takePen, type Form } from '../form.ts';
import type { Sheet } from '../sheet.ts';
import { spellDate, spellName, spellPhone, type Value } from '../spelling.ts';
import type { PaperField } from '../wordings.ts';

/** Sheds the rows on one page: the first form says who refers. */
export function drawPatientList(sheet: Sheet, forms: readonly Form[]): void {
  const [first] = forms;
  if (!first) return;
  const pen = takePen(sheet, { ...first, look: { ...first.look, size: 8.5 } });
  const { case: one } = first;
  forms.forEach((_, part) => {
    sheet.turnToPart(part);
    const around = heads(one.office.name, pen);
    for (const { field, value, text, box } of around(part === 0 ? sheet : undefined))
      sheet.note({ field, value }, box, text);
  });
  const columns = [36, 168, 236, 316, 400, 470];
  ['Patient', 'DOB', 'Phone', 'Insurance ID', 'ICD-10', 'Service'].forEach((head, at) =>
    sheet.text((columns[at] ?? 0) + 3, 168, head, { ...pen.label, isBold: true }),
  );
  let y = 156;
  sheet.line(36, y, 576, y);
  y += 18;
  sheet.line(36, y, 576, y);
  forms.forEach(({ case: row, look }, part) => {
    sheet.turnToPart(part);
    const cells: readonly (readonly [PaperField, Value, number])[] = [
      ['patient_name', spellName(look.spelling, row.patient.name), 130],
      ['birth_date', spellDate({ ...look.spelling, date: 'slashes' }, row.patient.birthDate), 66],
      ['patient_phone', spellPhone({ ...look.spelling, phone: 'dashes' }, row.patient.phone), 78],
      ['member_id', { text: row.patient.memberId, value: row.patient.memberId }, 82],
      ['diagnosis', { text: row.diagnoses[0]?.code ?? '', value: row.diagnoses[0]?.code ?? '' }, 68],
      ['service', { text: row.service, value: row.service }, 104],
    ];
    let last = y + 14;
    cells.forEach(([field, value, width], at) => {
      last = Math.max(
        last,
        sheet.paragraph((columns[at] ?? 0) + 3, y + 13, width, [{ field, ...value }], pen.value, 1.15) -
          pen.value.size,
      );
    });
    y = last + 7;
    sheet.line(36, y, 576, y);
  });
  for (const x of [...columns, 576]) sheet.line(x, 156, x, y);
}

type Said = {
  readonly field: PaperField;
  readonly value: string;
  readonly text: string;
  readonly box: ReturnType<Sheet['text']>;
};

/** The office's own words at the top: printed once, true of every row. */
function heads(name: string, pen: ReturnType<typeof takePen>): (sheet: Sheet | undefined) => readonly Said[] {
  const places: readonly (readonly [PaperField, number, number, string])[] = [
    ['referrer_practice', 36, 60, ''],
    ['referrer_name', 36, 84, 'Provider: '],
    ['referrer_npi', 36, 98, 'NPI: '],
    ['referrer_phone', 36, 112, 'Phone: '],
    ['referrer_fax', 250, 112, 'Fax: '],
    ['ordered_on', 36, 126, 'Date: '],
  ];
  return (sheet) =>
    places.map(([field, x, y, label]) => {
      const style = field === 'referrer_practice' ? { ...pen.heading, size: 14 } : pen.body;
      const { text, value } = field === 'referrer_practice' ? { text: name, value: name } : pen.spell(field);
      const left = x + (label === '' ? 0 : pen.sheet.widthOf(label, style));
      if (sheet && label !== '') sheet.text(x, y, label, style);
      if (sheet) sheet.text(left, y, text, style);
      return {
        field,
        value,
        text,
        box: { x: left, y: y - style.size * 0.75, width: pen.sheet.widthOf(text, style), height: style.size },
      };
    });
}
