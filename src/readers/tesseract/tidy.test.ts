import { expect, test } from 'vitest';
import { blankBits, fill } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';
import { looksLikeFaxHeader } from './fax-header.ts';
import { respelled } from './respell.ts';
import { asSpaced } from './spacing.ts';
import { marksAmong, rulesAmong, withoutLeader, wordsOutside } from './tidy.ts';

function word(text: string, x = 0, confidence = 0.9): EngineWord {
  return { text, confidence, line: 0, box: { x, y: 0, width: text.length * 10, height: 20 } };
}

test.each([
  ['06/15/2026 16:53   FAX 755-555-0111   HOLY FAMILY CLINIC   P.001/001', true],
  ['From: PRAIRIE CARE Fax: 6555550107 To: +1 06/15/2026 09:16 Page: 1 of 1', true],
  ['Jun 15 2026 9:14AM  5555550143  p.2', true],
  ['Greenfield Family Medicine   Phone: (555) 555-0142   Fax: (555) 555-0143', false],
  ['Referral request, page 1 of 3', false],
  ['', false],
])('%s: is it a fax header', (text, is) => {
  expect(looksLikeFaxHeader(text)).toBe(is);
});

test('words that were run together come apart, each with its part of the box', () => {
  const [day, year, one, of, other] = respelled([word('14,2026', 100), word('1of', 300), word('0f3', 400)]);

  expect([day?.text, year?.text, one?.text, of?.text, other?.text]).toEqual(['14,', '2026', '1', 'of', 'of']);
  expect([day?.box, year?.box]).toEqual([
    { x: 100, y: 0, width: 30, height: 20 },
    { x: 130, y: 0, width: 40, height: 20 },
  ]);
});

test('a capital I that was read as 1 is put right, the number of a flat is left', () => {
  const read = respelled([
    word('Member'),
    word('1D:'),
    word('1CD-10'),
    word('NP1:'),
    word('Apt'),
    word('1D'),
    word('10,500'),
  ]);

  expect(read.map(({ text }) => text)).toEqual(['Member', 'ID:', 'ICD-10', 'NPI:', 'Apt', '1D', '10,500']);
});

test('what is left of a row of dots goes', () => {
  expect(withoutLeader(word('NAME.....ooon')).text).toBe('NAME');
  expect(withoutLeader(word('www.office.example')).text).toBe('www.office.example');
});

test('a frame that a well-read word covers is a letter; what was read from a frame is no word', () => {
  const frame = { box: { x: 0, y: 0, width: 20, height: 20 }, isMarked: false, confidence: 1 };
  const far = { ...frame, box: { x: 500, y: 0, width: 20, height: 20 } };
  const words = [word('Hello'), word('O', 505, 0.4), word('~~', 700, 0.9), word('#', 800)];
  const marks = marksAmong([frame, far], words);

  expect(marks).toEqual([far]);
  expect(wordsOutside(marks, words).map(({ text }) => text)).toEqual(['Hello', '#']);
});

test('a bar between two names is an initial, one at the border of a table is not', () => {
  const bar = (x: number): EngineWord => ({
    text: '|',
    confidence: 0.9,
    line: 0,
    box: { x, y: 0, width: 3, height: 20 },
  });

  expect(wordsOutside([], [word('Mary', 0), bar(48), word('Zztest', 60)]).map(({ text }) => text)).toEqual([
    'Mary',
    'I',
    'Zztest',
  ]);
  expect(wordsOutside([], [word('Mary', 0), bar(90), word('Zztest', 140)]).map(({ text }) => text)).toEqual([
    'Mary',
    'Zztest',
  ]);
});

test('a frame that was read as brackets is a frame, one that is a letter of a word is none', () => {
  const frame = { box: { x: 0, y: 0, width: 20, height: 20 }, isMarked: false, confidence: 1 };

  expect(marksAmong([frame], [word('[J'), word('Routine', 40)])).toEqual([frame]);
  expect(marksAmong([frame], [word('Donna')])).toEqual([]);
});

test('a short rule before a label is to be ticked, one that underlines a word is not', () => {
  const place = { box: { x: 0, y: 0, width: 20, height: 20 }, isMarked: true, confidence: 1 };
  const places = (): readonly (typeof place)[] => [place];

  expect(rulesAmong(places, [word('V'), word('Urgent', 40)])).toEqual([place]);
  expect(rulesAmong(places, [word('Dr.K'), word('Urgent', 40)])).toEqual([]);
});

test('a diagnosis code whose letter was read as a figure is put right where it can be nothing else', () => {
  const read = (texts: string): string =>
    respelled(texts.split(' ').map((text, at) => word(text, at * 200)))
      .map(({ text }) => text)
      .join(' ');

  expect(read('Dx: 110, R00.2')).toBe('Dx: I10, R00.2');
  expect(read('[50.9 Heart failure')).toBe('I50.9 Heart failure');
  expect(read('hypertension (110), and HO04.123')).toBe('hypertension (I10), and H04.123');
  expect(read('Room 110 Glucose 125.10 mg/dL')).toBe('Room 110 Glucose 125.10 mg/dL');
  expect(read('Routine sTAT Alc D.0.B.: it 1s valid')).toBe('Routine STAT A1c D.O.B.: it is valid');
});

test('words come apart where the picture has a blank, and a first letter as tall as a capital is one', () => {
  const ink = blankBits(400, 60);
  // R U , N P: even letters, and a blank behind the comma.
  for (const x of [0, 20, 40, 70, 90]) fill(ink, { x, y: 10, width: 14, height: 24 }, 1);
  const [one, other] = asSpaced(ink, [{ ...word('RU,NP'), box: { x: 0, y: 10, width: 104, height: 24 } }]);
  expect([one?.text, other?.text, other?.box.x]).toEqual(['RU,', 'NP', 70]);

  fill(ink, { x: 200, y: 10, width: 14, height: 24 }, 1);
  fill(ink, { x: 220, y: 18, width: 14, height: 16 }, 1);
  fill(ink, { x: 240, y: 10, width: 14, height: 24 }, 1);
  const box = { x: 200, y: 10, width: 54, height: 24 };
  expect(asSpaced(ink, [{ ...word('uet'), box }])[0]?.text).toBe('Uet');
  fill(ink, { x: 200, y: 10, width: 14, height: 8 }, 0);
  expect(asSpaced(ink, [{ ...word('uet'), box }])[0]?.text).toBe('uet');
});

test('letters of one width say whether there is a blank behind a comma', () => {
  const even = (text: string, x: number): EngineWord => ({
    ...word(text, x),
    box: { x, y: 0, width: text.length * 12 - 2, height: 20 },
  });
  const ink = blankBits(300, 30);

  expect(asSpaced(ink, [even('Doe,', 0), even('Jane', 48)]).map(({ text }) => text)).toEqual(['Doe,Jane']);
  expect(asSpaced(ink, [even('Doe,', 0), even('Jane', 60)])).toHaveLength(2);
});
