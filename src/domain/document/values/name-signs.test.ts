import { expect, test } from 'vitest';
import { findPersons } from './person.ts';

test.each([
  ['Michael ) Zztestova', 'ZZTESTOVA, Michael J'],
  ['Zztestova, Elizabeth §', 'ZZTESTOVA, Elizabeth S'],
  ['Amber £ Zztestova, MD', 'ZZTESTOVA, Amber E, MD'],
  ['de 1a Zztestova, Aaron', 'DE LA ZZTESTOVA, Aaron'],
  ['Charles Zztestova I!', 'ZZTESTOVA II, Charles'],
  ['Zztest-Qgova, Jane', 'ZZTEST-OGOVA, Jane'],
  ['Zztestova, QOkiine', 'ZZTESTOVA, Okiine'],
  ['Wa?d, Zztest', 'WARD, Zztest'],
  ['Ma#tin, Zztest', 'MARTIN, Zztest'],
  ['Sm!th, Zztest', 'SMITH, Zztest'],
  ['Sm1th, Zztest', 'SMITH, Zztest'],
  ['Wi1son, Zztest', 'WILSON, Zztest'],
])('%s is %s, in doubt', (said, meant) => {
  const [found] = findPersons(said);

  expect(found).toMatchObject({
    value: meant,
    doubt: 'a figure or sign in the name was read as a letter',
  });
  expect(found?.repaired).toBeGreaterThan(0);
});

test.each([
  ['FitzPatrick', 'FITZPATRICK'],
  ['FitzGerald, MD', 'FITZGERALD, MD'],
  ['SanJuan, DO', 'SANJUAN, DO'],
  ['VanDyke', 'VANDYKE'],
  ['DeAngelo', 'DEANGELO'],
])('%s is one family name', (said, whole) => {
  expect(findPersons(said)[0]).toMatchObject({
    value: whole,
    doubt: 'only one part of the name could be read',
  });
});

test('a word that is cut into two names is in doubt', () => {
  expect(findPersons('ZztestWilliam')[0]).toMatchObject({
    value: 'ZZTEST, William',
    doubt: 'it was read as one word, and may be one name',
  });
});

test.each([
  ['Zztestova,. Patricia K', 'ZZTESTOVA, Patricia K'],
  ['Zztestova, Jane )', 'ZZTESTOVA, Jane'],
  ['Zztestova, JoshuaF. MD', 'ZZTESTOVA, Joshua F, MD'],
  ['Qasim Quinn', 'QUINN, Qasim'],
  // A family name is no single letter.
  ['Zztestova Jennifer P', 'ZZTESTOVA, Jennifer P'],
  ['Dr. Zinkelia Zztestova I would like', 'ZZTESTOVA, Zinkelia'],
])('%s is %s, and nothing of it is doubted', (said, meant) => {
  const [found] = findPersons(said);

  expect(found?.value).toBe(meant);
  expect(found?.doubt).toBeUndefined();
});

test('which of two words is the family name is told as a guess where only the given name is known', () => {
  expect(findPersons('Zztestova Karen')[0]).toMatchObject({
    value: 'ZZTESTOVA, Karen',
    doubt: 'which of its words is the family name, is not certain',
  });
  expect(findPersons('Dr. Zztestova Karen')[0]?.value).toBe('KAREN, Zztestova');
});
