import { describe, expect, it } from 'vitest';
import { isKnownWord, mendWords } from './mend-words.ts';

describe('words of reasons and services', () => {
  it.each([
    ['ar thritis of the knee', 'arthritis of the knee'],
    ['chestpain on exertion', 'chest pain on exertion'],
    ['on sertraline I00 mg', 'on sertraline 100 mg'],
    ['Glaycoma evaluativn', 'Glaucoma evaluation'],
    ['Alc 9.8', 'A1c 9.8'],
  ])('%s is put right', (read, meant) => {
    expect(mendWords(read).text).toBe(meant);
  });

  it.each([
    'Hematology consultation',
    'Skipped beats, inhaled steroid',
    'pain for a long time, start insulin, melts down',
    's/p fall, r/o fx, LBP x3 weeks, b/l',
    'L5-S1 radiculopathy, T2DM, COPD, on apixaban',
  ])('%s stays', (read) => {
    expect(mendWords(read)).toEqual({ text: read, changes: [] });
  });

  it('leaves what was read clearly as it is printed, and puts the rest right', () => {
    const { text } = mendWords('Rheumatolgy consult for joiut pain', new Set(['Rheumatolgy']));
    expect(text).toBe('Rheumatolgy consult for joint pain');
  });

  it('knows forms of words, not every string', () => {
    expect(['swollen', 'limps', 'radiating', 'nonsmoker', 'HFrEF'].every(isKnownWord)).toBe(true);
    expect(isKnownWord('mufhur')).toBe(false);
  });
});
