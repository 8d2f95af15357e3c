import { expect, test } from 'vitest';
import { eventCatalogue, exampleData, publishableData, publishedEventTypes } from './event-catalogue.ts';

test('every name is lower case words joined by dots and underscores', () => {
  for (const type of publishedEventTypes) expect(type).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
});

test('no field could hold a person: names, numbers of charts, birth dates and addresses have no place', () => {
  const fields = Object.values(eventCatalogue).flatMap((entry) => Object.keys(entry.data));

  expect(fields.filter((name) => /name|mrn|birth|phone|address|patient|ssn|sex/i.test(name))).toEqual([]);
});

test('what the catalogue does not name stays in the hub', () => {
  const data = {
    referralId: 'r',
    state: 'seen',
    patientName: 'ZZTEST',
    partnerNpi: null,
    note: { text: 'x' },
  };

  expect(publishableData('referral.seen', data)).toEqual({ referralId: 'r', state: 'seen' });
  expect(publishableData('something.else', data)).toEqual({});
});

test('an example has every field, and the state its type names', () => {
  for (const type of publishedEventTypes) {
    expect(Object.keys(exampleData(type))).toEqual(Object.keys(eventCatalogue[type].data));
  }
  expect(exampleData('referral.closed')).toMatchObject({ state: 'closed' });
});
