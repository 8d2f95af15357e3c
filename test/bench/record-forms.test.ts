import { expect, test } from 'vitest';
import { drawFax } from '../../bench/documents/generate/fax.ts';
import { setOf } from '../../bench/documents/generate/sets.ts';
import { pageHeight, pageWidth } from '../../bench/documents/generate/sheet.ts';
import type { FaxTruth, TruthRun } from '../../bench/documents/generate/truth.ts';
import { makeWorld } from '../../bench/documents/generate/world.ts';

const world = makeWorld(1, { offices: 30, patients: 200 });
const names = setOf('records').layouts.map(({ name }) => name);

const drawn = (layout: string): readonly FaxTruth[] =>
  Array.from(
    { length: 3 },
    (_, at) => drawFax(world, at, { set: 'records', layout, resolution: 'fine', wear: 'clean' }).truth,
  );

const isOnPage = ({ box }: TruthRun): boolean =>
  box.x > 18 && box.y > 10 && box.x + box.width < pageWidth - 18 && box.y + box.height < pageHeight - 6;

/** Ink over ink: more than a tail that touches the line below. */
function isOver({ box: one }: TruthRun, { box: other }: TruthRun): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return across > 0 && down > 0.8;
}

test.each(names)('%s: everything stands on the page, and nothing over anything else', (name) => {
  for (const page of drawn(name).flatMap(({ pages }) => pages)) {
    const printed = page.runs.filter(({ words, isHeader }) => words.length > 0 && !isHeader);

    expect(printed.filter((run) => !isOnPage(run)).map(({ text }) => text)).toEqual([]);
    expect(printed.filter((run, at) => printed.slice(at + 1).some((other) => isOver(run, other)))).toEqual(
      [],
    );
  }
});

test.each(names)('%s: says who is referred, by whom, for what and why, and only what is so', (name) => {
  for (const { documents } of drawn(name))
    for (const { fields, facts } of documents) {
      const said = new Set(fields.map(({ field }) => field));
      const codes = fields.filter(({ field }) => field === 'diagnosis').map(({ value }) => value);

      for (const field of [
        'patient_name',
        'birth_date',
        'referrer_name',
        'service',
        'reason',
        'urgency',
      ] as const)
        expect(said).toContain(field);
      expect([...new Set(codes)].toSorted()).toEqual([...(facts.diagnosis ?? [])].toSorted());
      for (const field of [
        'birth_date',
        'patient_phone',
        'referrer_npi',
        'member_id',
        'ordered_on',
        'urgency',
      ] as const)
        expect(fields.filter((one) => one.field === field && one.value !== facts[field]?.[0])).toEqual([]);
    }
});
