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
  expect(marksAmong([frame], [{ ...word('1'), box: frame.box }])).toEqual([frame]);
  const large = { ...frame, box: { x: 0, y: 0, width: 42, height: 44 } };
  for (const text of ['L', 'CT'])
    expect(marksAmong([large], [{ ...word(text), box: large.box }])).toEqual([large]);
  for (const text of ['D', 'Oz'])
    expect(marksAmong([large], [{ ...word(text), box: large.box }])).toEqual([]);
  expect(marksAmong([frame], [word('Priority'), { ...word('[]'), box: frame.box }])).toEqual([frame]);
  const amidst = { ...frame, box: { ...frame.box, x: 40 } };
  expect(marksAmong([amidst], [word('Donna12', 0, 0.2)])).toEqual([]);
  expect(marksAmong([frame], [word('Female', 0, 0.2)])).toEqual([frame]);
});

test('a short rule before a label is to be ticked, one that underlines a word is not', () => {
  const place = { box: { x: 0, y: 0, width: 20, height: 20 }, isMarked: true, confidence: 1 };
  const places = (): readonly (typeof place)[] => [place];

  expect(rulesAmong(places, [word('V'), word('Urgent', 40)], [])).toEqual([place]);
  expect(rulesAmong(places, [word('Dr.K'), word('Urgent', 40)], [])).toEqual([]);
  expect(rulesAmong(places, [word('Urgent', 40)], [place])).toEqual([]);
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

test('words come apart where the picture has a blank', () => {
  const ink = blankBits(400, 60);
  // R U , N P: even letters, and a blank behind the comma.
  for (const x of [0, 20, 40, 70, 90]) fill(ink, { x, y: 10, width: 14, height: 24 }, 1);
  const [one, other] = asSpaced(ink, [{ ...word('RU,NP'), box: { x: 0, y: 10, width: 104, height: 24 } }]);
  expect([one?.text, other?.text, other?.box.x]).toEqual(['RU,', 'NP', 70]);
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

test('letters on the steps of a typewriter stay one word, the comma between them or not', () => {
  const ink = blankBits(400, 60);
  for (const at of [0, 1, 2, 4, 5, 6, 7]) fill(ink, { x: at * 20, y: 10, width: 14, height: 24 }, 1);
  fill(ink, { x: 64, y: 28, width: 5, height: 10 }, 1);
  expect(textsOf(asSpaced(ink, [drawn('Doe,Jane', 0, 154)]))).toEqual(['Doe,Jane']);
});

test('a letter on either side of a stroke, and two figures, come apart where there are blanks', () => {
  const ink = blankBits(600, 60);
  for (const x of [0, 30, 50, 200, 215, 230, 300, 316, 350, 380, 396])
    fill(ink, { x, y: 10, width: 12, height: 24 }, 1);
  expect(textsOf(asSpaced(ink, [drawn('M/F', 0, 62)]))).toEqual(['M', '/', 'F']);
  expect(textsOf(asSpaced(ink, [drawn('M/F', 200, 42)]))).toEqual(['M/F']);
  const range = asSpaced(ink, [drawn('98-11', 300, 108)]);
  expect(textsOf(range)).toEqual(['98', '-', '11']);
  expect(range.map(({ box }) => [box.x, box.width])).toEqual([
    [300, 28],
    [350, 12],
    [380, 28],
  ]);
});

test('what is read from a frame before its label is taken off the label', () => {
  const mark = { box: { x: 0, y: 0, width: 20, height: 20 }, isMarked: false, confidence: 1 };
  const [label] = wordsOutside([mark], [word('[]STAT')]);
  expect([label?.text, label?.box.x, label?.box.width]).toEqual(['STAT', 20, 40]);
  expect(marksAmong([mark], [word('[]STAT')])).toEqual([mark]);
});

test('small slips that can be nothing else', () => {
  const read = (text: string): string =>
    respelled(text.split(' ').map((one, at) => word(one, at * 200)))
      .map((one) => one.text)
      .join(' ');
  expect(read('weight 185 1b, now 1841b')).toBe('weight 185 lb, now 184 lb');
  expect(read('Hazel Park, M1 48030')).toBe('Hazel Park, MI 48030');
  expect(read('room M1 is closed')).toBe('room M1 is closed');
  expect(read('Qutside referral Qther Quinn Qadir NPIL:')).toBe('Outside referral Other Quinn Qadir NPI:');
  expect(read('6XFO-BQ1-RE8S 6XFO-BQ1O-RE8S 1QR6-BM5-TB0O7')).toBe(
    '6XF0-BQ1-RE85 6XFO-BQ1O-RE8S 1QR6-BM5-TB07',
  );
  expect(read('Gl bleed and 5 Gl')).toBe('GI bleed and 5 Gl');
});

function drawn(text: string, x: number, width: number): EngineWord {
  return { ...word(text), box: { x, y: 10, width, height: 24 } };
}

function textsOf(words: readonly EngineWord[]): readonly string[] {
  return words.map(({ text }) => text);
}

test.each([
  'Qty 30',
  'patient G1 P0',
  '221b Baker Street',
  'Unit M1 48201',
  'Dx I10 Weight 185 lb',
  'Dx I10 BP 110',
])('what is right stays: %s', (text) => {
  const read = respelled(text.split(' ').map((one, at) => word(one, at * 200)));
  expect(read.map((one) => one.text).join(' ')).toBe(text);
});
