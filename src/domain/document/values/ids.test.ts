import { expect, test } from 'vitest';
import { findMemberIds, findNumbers } from './ids.ts';

test.each([
  // A letter in a long run of figures.
  ['W425273p10', 'W425273010'],
  ['W93R207517', 'W938207517'],
  ['XYZ4B0523376', 'XYZ480523376'],
  // The stroke of a 7, the hook of a J.
  ['426/0680025', '42670680025'],
  ['8QE6-WK7-))19', '8QE6-WK7-JJ19'],
  ['8D)1-CH5-BX11', '8DJ1-CH5-BX11'],
  // A sign read twice, as two that look alike.
  ['8XP2-CN1-2ZW19', '8XP2-CN1-ZW19'],
  ['7THW6-EH4-AF74', '7HW6-EH4-AF74'],
  ['WO065976474', 'W065976474'],
  ['0BK4-XV6-KYS58', '0BK4-XV6-KY58'],
  // Where a figure or a letter may stand in a Medicare number: letters it never uses were figures.
  ['1EB4-TE5-MK73', '1E84-TE5-MK73'],
  ['1EG4-TS5-MK73', '1EG4-T55-MK73'],
  // Nine figures behind the letters of a Blue plan, and behind the W of Aetna.
  ['XCWB44659850', 'XCW844659850'],
  ['WB57650805', 'W857650805'],
])('a member number read as %s is %s, in doubt', (said, meant) => {
  const [found] = findMemberIds(said);

  expect(found?.value).toBe(meant);
  expect(found?.doubt).toContain('read as');
  expect(found?.repaired).toBeGreaterThan(0);
});

test.each(['1EG4TE5MK73', 'AB12345C', 'R35638054-04', 'XYZ12A4567'])('%s is left as it stands', (said) => {
  expect(findMemberIds(said)[0]).toMatchObject({ value: said, repaired: 0 });
});

test.each([
  ['XYZ 987654321', 'XYZ987654321'],
  ['XYZ9 87654321', 'XYZ987654321'],
  ['1EG4 -TE5-MK72', '1EG4-TE5-MK72'],
  ['1EG4- TE5 - MK72', '1EG4-TE5-MK72'],
  ['1EG4-TE5-M K72', '1EG4-TE5-MK72'],
])('a member number torn as %s is %s, in doubt', (said, meant) => {
  expect(findMemberIds(said)).toMatchObject([{ value: meant, doubt: 'it stands in two pieces' }]);
});

test.each(['GRP 987654321', 'PPO 987654321'])('the word in %s is no part of the number', (said) => {
  expect(findMemberIds(said)[0]?.value).toBe('987654321');
});

test('where a sign too many can be any of two the number stays as it was read', () => {
  expect(findMemberIds('3FE4-EBY9-NT37')[0]?.value).toBe('3FE4-EBY9-NT37');
});

test('years before a stroke are years', () => {
  expect(findNumbers('2024/123456')[0]?.value).toBe('2024/123456');
});

test.each([
  ['1EG4-TE5-MK73', true],
  // Medicare uses no S, L, O, I, B and Z, and begins with no 0.
  ['1EG4-SE5-MK73', false],
  ['1EG4-TE5-BK73', false],
  ['0EG4-TE5-MK73', false],
])('%s is a number Medicare gives: %s', (said, isValid) => {
  expect(findMemberIds(said)[0]?.isValid).toBe(isValid);
});

test('a sign of money within a number is told, wherever it stands', () => {
  expect(findMemberIds('AB €12345678')[0]).toMatchObject({
    value: 'ABC12345678',
    doubt: 'a figure of it may be missing or misread; read as AB €12345678',
  });
});

test.each([
  ['D43084892', 'its letter may be a figure'],
  ['187322258-01', 'its first figure may be a letter'],
  ['6521364404', 'a letter in front of it may be missing'],
  ['VIM522971889', 'one of its letters may be another'],
  ['WH72135135', 'a figure of it may be missing or misread'],
  ['W57213513', 'a figure of it may be missing or misread'],
  ['RB498571', 'its last letter may be a figure'],
  ['8414706', 'it is short for a member number'],
  ['XCB8446598', 'a figure of it may be missing or misread'],
])('%s: %s', (said, doubt) => {
  expect(findMemberIds(said)[0]).toMatchObject({ value: said, doubt });
});

test.each(['W572135135', 'XYZ123456789', 'XCB844659850', 'R35638054-04', '938207517', '1EG4-TE5-MK73'])(
  '%s is in no doubt',
  (said) => {
    expect(findMemberIds(said)[0]?.doubt).toBeUndefined();
  },
);

test.each(['1935-12-29', '12-29-1935', '07-May-1966', '722-748-3788', 'J45.909', 'E66.9'])(
  '%s is no member number',
  (said) => {
    expect(findMemberIds(said)).toEqual([]);
  },
);
