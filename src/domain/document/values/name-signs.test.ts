import { expect, test } from 'vitest';
import { findPersons } from './person.ts';

test.each([
  ['Michael ) Zztestova', 'ZZTESTOVA, Michael J'],
  ['Zztestova, Elizabeth §', 'ZZTESTOVA, Elizabeth S'],
  ['Amber £ Zztestova, MD', 'ZZTESTOVA, Amber E, MD'],
  ['de 1a Zztestova, Aaron', 'DE LA ZZTESTOVA, Aaron'],
  ['Zztest-Qgova, Jane', 'ZZTEST-OGOVA, Jane'],
  ['Zztestova, QOkiine', 'ZZTESTOVA, Okiine'],
])('%s is %s, in doubt', (said, meant) => {
  expect(findPersons(said)[0]).toMatchObject({
    value: meant,
    doubt: 'a figure or sign in the name was read as a letter',
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
