import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawFax, sendFax, type DrawnFax, type FaxOptions } from '../../bench/documents/generate/fax.ts';
import { rotate } from '../../bench/documents/generate/noise.ts';
import { pngOf } from '../../bench/documents/generate/picture.ts';
import type { FaxTruth, TruthDocument, TruthPage, TruthRun } from '../../bench/documents/generate/truth.ts';
import { makeWorld } from '../../bench/documents/generate/world.ts';
import { isSameInFull, sameValue } from '../../bench/documents/same-value.ts';
import {
  acceptedPrecision,
  acceptedShare,
  calibrationError,
  exactRate,
  scoreFields,
  scoreFilings,
  type FieldPoint,
  type ToldDocument,
} from '../../bench/documents/score-fields.ts';
import { editDistance, errorRate, recallOf, scoreText } from '../../bench/documents/score-text.ts';
import { simulatePage } from '../../bench/documents/simulate.ts';
import type { ReadPage, Word } from '../../src/domain/document/page.ts';
import { isNpi } from '../../src/domain/npi.ts';
import { sha256Hex } from '../../src/lib/sha256.ts';

const world = makeWorld(1, { offices: 30, patients: 200 });
const usual: FaxOptions = { set: 'seen', resolution: 'fine', wear: 'usual' };

test('the same seed and number make the same fax, to the pixel', async () => {
  const [one, other] = [
    drawFax(world, 3, usual),
    drawFax(makeWorld(1, { offices: 30, patients: 200 }), 3, usual),
  ];

  const pixels = async (drawn: DrawnFax) => (await sendFax(drawn)).map(({ data }) => sha256Hex(data));

  expect(other.truth).toEqual(one.truth);
  expect(await pixels(other)).toEqual(await pixels(one));
});

test('ink is where the truth says words are, and hardly anywhere else', async () => {
  const drawn = drawFax(world, 5, { ...usual, wear: 'clean', layout: 'emr-order' });
  const [bits] = await sendFax(drawn);
  const [page] = drawn.truth.pages;
  if (!bits || !page) throw new Error('no page');
  const [across, down] = [bits.width / 612, bits.height / 792];
  const inkIn = (x: number, y: number, width: number, height: number): number => {
    let ink = 0;
    for (let row = Math.floor(y * down); row < (y + height) * down; row += 1)
      for (let column = Math.floor(x * across); column < (x + width) * across; column += 1)
        ink += bits.data[row * bits.width + column] ?? 0;
    return ink;
  };

  const words = page.runs.flatMap((run) => run.words);
  const empty = words.filter(({ box }) => inkIn(box.x, box.y, box.width, box.height) < 8);
  const inWords = words.reduce(
    (sum, { box }) => sum + inkIn(box.x - 0.5, box.y - 1, box.width + 1, box.height + 2),
    0,
  );

  expect(words.length).toBeGreaterThan(60);
  expect(empty).toEqual([]);
  // The rest is rules.
  expect(inWords / inkIn(0, 0, 612, 792)).toBeGreaterThan(0.75);
});

test('fine and standard pages have the size fax pages have', async () => {
  const sizes = [];
  for (const resolution of ['fine', 'standard'] as const) {
    const [bits] = await sendFax(
      drawFax(world, 1, { ...usual, resolution, wear: 'clean', layout: 'letter' }),
    );
    if (!bits) throw new Error('no page');
    const { width, height, density } = await sharp(await pngOf(bits)).metadata();
    sizes.push([width, height, density, bits.dpiY]);
  }

  expect(sizes).toEqual([
    [1_728, 2_156, 204, 196],
    [1_728, 1_078, 204, 98],
  ]);
});

test('a page turned by some degrees turns around its middle, clockwise', () => {
  const data = new Uint8Array(201 * 201).fill(255);
  // A dot to the right of the middle goes down when the page is turned clockwise.
  for (let y = 99; y < 102; y += 1) data.fill(0, y * 201 + 179, y * 201 + 182);

  const turned = rotate({ width: 201, height: 201, data }, 10);

  const darkest = turned.data.indexOf(Math.min(...turned.data));
  expect(Math.floor(darkest / 201) - 100).toBeGreaterThan(10);
  expect(Math.floor(darkest / 201) - 100).toBeLessThan(16);
});

test('what is seen and what is held out share no layout, and every page of truth holds together', () => {
  const layoutsOf = (set: 'seen' | 'unseen'): ReadonlySet<string> =>
    new Set(
      Array.from(
        { length: 14 },
        (_, at) => drawFax(world, at, { ...usual, set, resolution: 'mixed', kind: 'packet' }).truth,
      )
        .flatMap((truth) => {
          for (const document of truth.documents) expectWhole(truth, document);
          return truth.pages;
        })
        .filter((page) => page.class === 'referral_form' || page.class === 'letter')
        .map(({ layout }) => layout),
    );
  const [seen, unseen] = [layoutsOf('seen'), layoutsOf('unseen')];

  expect([...unseen].filter((name) => seen.has(name) && name !== 'patient-list')).toEqual([]);
  expect(seen.size).toBeGreaterThan(5);
  expect(unseen.size).toBeGreaterThan(3);
});

function expectWhole(truth: FaxTruth, document: TruthDocument): void {
  expect(document.pages.every((page) => truth.pages[page - 1]?.number === page)).toBe(true);
  expect(document.fields.filter(({ field, value }) => field === 'referrer_npi' && !isNpi(value))).toEqual([]);
  expect(document.fields.filter(({ value, text }) => value === '' || text === '')).toEqual([]);
}

const run = (text: string, x: number, y: number, more: Partial<TruthRun> = {}): TruthRun => {
  let left = x;
  const words = text.split(' ').map((word) => {
    const box = { x: left, y, width: word.length * 5, height: 8 };
    left += word.length * 5 + 5;
    return { text: word, box };
  });
  return { text, words, box: { x, y, width: left - x - 5, height: 8 }, ...more };
};

const truthPage = (...runs: readonly TruthRun[]): TruthPage => ({
  number: 1,
  class: 'letter',
  layout: 'test',
  width: 612,
  height: 792,
  runs,
  marks: [],
  resolution: 'fine',
  turn: 0,
  skewDegrees: 0,
  noise: [],
});

/** Words at the places of the truth, moved as a reader that cuts its margins would. */
function readAs(
  page: TruthPage,
  words: readonly (readonly [text: string, x: number, y: number])[],
  moved = 0,
): ReadPage {
  const scale = 204 / 72;
  return {
    number: 1,
    width: 1_734,
    height: 2_244,
    dpi: 204,
    words: words.map(([text, x, y]): Word => ({
      text,
      box: {
        x: Math.round(x * scale) + moved,
        y: Math.round(y * scale) + moved,
        width: Math.round(text.length * 5 * scale),
        height: 23,
      },
      confidence: 0.9,
      line: 0,
    })),
    marks: [],
    sourceDpiY: 196,
    origin: 'ocr',
    problems: [],
    ...(page.faxHeader === undefined ? {} : { faxHeader: page.faxHeader }),
  };
}

test('text is scored by place: columns read in any order are right', () => {
  const page = truthPage(run('Name: Smith', 50, 100), run('NPI 123', 300, 100));

  const { print, spurious } = scoreText(
    page,
    readAs(page, [
      ['123', 320, 100],
      ['Smith', 80, 100],
      ['NPI', 300, 100],
      ['Name:', 50, 100],
    ]),
  );

  expect([errorRate(print), recallOf(print), spurious]).toEqual([0, 1, 0]);
});

test('wrong letters, lost words and dirt are counted, handwriting apart', () => {
  const page = truthPage(
    run('Name Smith', 50, 100),
    run('Anna', 50, 140, { isHandwriting: true }),
    run('OLD LINE', 50, 4, { isHeader: true }),
  );

  const score = scoreText(
    page,
    readAs(page, [
      ['Name', 50, 100],
      ['Smlth', 75, 100],
      ['Ana', 50, 140],
      ['OLD', 50, 4],
      ['~~', 400, 600],
    ]),
  );

  expect(score.print).toEqual({ letters: 10, edits: 1, words: 2, exact: 1 });
  expect(score.hand).toEqual({ letters: 4, edits: 1, words: 1, exact: 0 });
  expect(score.spurious).toBe(2);
});

test('a reading whose page lies elsewhere is laid upon the truth first', () => {
  const page = truthPage(
    ...['alpha', 'bravo', 'charlie', 'delta', 'echoes', 'foxtrot'].map((word, at) =>
      run(word, 100, 100 + at * 30),
    ),
  );

  const words = page.runs.map(({ text, box }) => [text, box.x, box.y] as const);

  expect(recallOf(scoreText(page, readAs(page, words, 70)).print)).toBe(1);
});

test('edits between texts', () => {
  expect([editDistance('', 'abc'), editDistance('kitten', 'sitting'), editDistance('same', 'same')]).toEqual([
    3, 3, 0,
  ]);
});

test.each([
  ['patient_name', "O'BRIEN, Mary A", 'OBRIEN, Mary Anne', true],
  ['patient_name', 'SMITH JR, John', 'SMITH, John', false],
  ['patient_name', 'SMITH, John A', 'SMITH, John', false],
  ['referrer_name', 'SMITH, John', 'SMITH, John, MD', true],
  ['birth_date', '1960-01-02', '1960-01-03', false],
  ['patient_address', '1 Oak St; Apt 2; Juniper; CA; 92252', '1 Oak St, Apt 2; ; JUNIPER; CA; 92252', true],
  ['diagnosis', 'M54.50', 'M5450', true],
  ['reason', 'Chest pain.', 'chest pain', true],
  ['reason', 'Chest pain', 'Chest pa1n', false],
] as const)('%s: %s is told as %s: %s', (field, meant, said, is) => {
  expect(sameValue(field, meant, said)).toBe(is);
});

test('a name printed first name first may be parted anywhere, one with a comma may not', () => {
  expect(isSameInFull('patient_name', 'Maria Garcia Lopez', 'LOPEZ, Maria Garcia')).toBe(true);
  expect(isSameInFull('referrer_name', 'Dr. Ann B Roe, MD', 'ROE, Ann B')).toBe(true);
  expect(isSameInFull('patient_name', 'Garcia Lopez, Maria', 'LOPEZ, Maria Garcia')).toBe(false);
  expect(isSameInFull('patient_name', 'Maria Garcia Lopez', 'LOPEZ, Maria')).toBe(false);
  expect(isSameInFull('payer', 'Blue Cross', 'Cross, Blue')).toBe(false);
});

const referral: TruthDocument = {
  kind: 'referral',
  pages: [1],
  fields: [
    {
      field: 'patient_name',
      value: 'DOE, Ann',
      text: 'Ann Doe',
      page: 1,
      box: { x: 0, y: 0, width: 9, height: 9 },
    },
    {
      field: 'member_id',
      value: 'X1',
      text: 'X1',
      page: 1,
      box: { x: 0, y: 0, width: 9, height: 9 },
      isHandwriting: true,
    },
    { field: 'diagnosis', value: 'I10', text: 'I10', page: 1, box: { x: 0, y: 0, width: 9, height: 9 } },
    { field: 'diagnosis', value: 'R55', text: 'R55', page: 1, box: { x: 0, y: 0, width: 9, height: 9 } },
  ],
  facts: { referrer_npi: ['1234567893'], payer: ['Cigna'] },
  patientId: 'patient-1',
  partnerId: 'office-1',
};
const fax: FaxTruth = {
  id: 'f',
  seed: 1,
  set: 'seen',
  transport: { kind: 'fax', receivedAt: '2026-06-15T12:00:00.000Z' },
  pages: [],
  documents: [referral],
};

function told(
  values: readonly (readonly [field: FieldPoint['field'], value: string, isAccepted: boolean])[],
  more: Partial<ToldDocument> = {},
): ToldDocument {
  return {
    pages: [1],
    fields: values.map(([field, value]) => ({ field, value, confidence: 0.9 })),
    accepted: values.map(([, , isAccepted]) => isAccepted),
    isFiled: false,
    ...more,
  };
}

test('fields: right, wrong, absent, and told though nowhere printed', () => {
  const points = scoreFields(fax, [
    told([
      ['patient_name', 'DOE, Ann', true],
      ['diagnosis', 'R55', false],
      ['diagnosis', 'I20', true],
      ['payer', 'CIGNA', true],
      ['sex', 'F', true],
    ]),
  ]);

  expect(points.map(({ field, isPrinted, outcome }) => `${field} ${isPrinted} ${outcome}`)).toEqual([
    'patient_name true right',
    'member_id true absent',
    'diagnosis true absent',
    'diagnosis true right',
    'diagnosis false wrong',
    'payer false right',
    'sex false wrong',
  ]);
  expect(exactRate(points)).toEqual({ count: 4, share: 0.5 });
  expect(acceptedShare(points)).toEqual({ count: 4, share: 0.25 });
  expect(acceptedPrecision(points)).toEqual({ count: 4, share: 0.5 });
  expect(points.filter(({ isHandwriting }) => isHandwriting).map(({ field }) => field)).toEqual([
    'member_id',
  ]);
});

test('a document nobody found has all its fields absent', () => {
  expect(scoreFields(fax, []).map(({ outcome }) => outcome)).toEqual([
    'absent',
    'absent',
    'absent',
    'absent',
  ]);
});

test('of two referrals on one page each is held against the one that names its patient', () => {
  const second = {
    ...referral,
    fields: [{ ...referral.fields[0]!, value: 'ROE, Bob' }],
    patientId: 'patient-2',
  };
  const both = { ...fax, documents: [referral, second] };

  const points = scoreFields(both, [
    told([['patient_name', 'ROE, Bob', true]]),
    told([['patient_name', 'DOE, Ann', true]]),
  ]);

  expect(points.filter(({ field }) => field === 'patient_name').map(({ outcome }) => outcome)).toEqual([
    'right',
    'right',
  ]);
});

test('filings: with somebody else, as new though known, under a colleague', () => {
  const filed = (more: Partial<ToldDocument>) => scoreFilings(fax, [told([], { isFiled: true, ...more })]);

  expect(filed({ patientId: 'patient-1', partnerId: 'office-1/1234567893' })).toMatchObject({
    filed: 1,
    wrongPatient: 0,
    doublePatient: 0,
    wrongReferrer: 0,
  });
  expect(filed({ patientId: 'patient-9', partnerId: 'office-1' })).toMatchObject({
    wrongPatient: 1,
    wrongReferrer: 0,
  });
  expect(filed({ partnerId: 'office-1/9999999999' })).toMatchObject({
    wrongPatient: 0,
    doublePatient: 1,
    wrongReferrer: 1,
  });
  expect(filed({ isFiled: false, patientId: 'patient-9' })).toMatchObject({ filed: 0, wrongPatient: 0 });
});

test('calibration: the gap between told and true, weighed', () => {
  const point = (confidence: number, outcome: FieldPoint['outcome']): FieldPoint => ({
    field: 'payer',
    isPrinted: true,
    isHandwriting: false,
    outcome,
    confidence,
    isAccepted: false,
  });

  // Two told at 0.95 of which one is right, two at 0.5 of which one is right, one absent that does not count.
  const points = [
    point(0.95, 'right'),
    point(0.95, 'wrong'),
    point(0.5, 'right'),
    point(0.5, 'wrong'),
    point(0, 'absent'),
  ];

  expect(calibrationError(points)).toBeCloseTo(0.225, 6);
});

test('simulated words are wrong about as often as they are meant to be', async () => {
  const rates = [];
  for (const resolution of ['fine', 'standard'] as const) {
    let [letters, edits] = [0, 0];
    for (let number = 0; number < 14; number += 1) {
      const { truth } = drawFax(world, number, { ...usual, resolution });
      for (const page of truth.pages) {
        const { print } = scoreText(page, simulatePage(truth, page));
        letters += print.letters;
        edits += print.edits;
      }
    }
    rates.push(edits / letters);
  }

  expect(rates[0]).toBeGreaterThan(0.004);
  expect(rates[0]).toBeLessThan(0.02);
  expect(rates[1]).toBeGreaterThan(0.02);
  expect(rates[1]).toBeLessThan(0.08);
});
