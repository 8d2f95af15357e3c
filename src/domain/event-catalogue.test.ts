import { expect, test } from 'vitest';
import {
  eventCatalogue,
  exampleData,
  fieldsFor,
  publishableData,
  publishedEventTypes,
} from './event-catalogue.ts';

test('every name is lower case words joined by dots and underscores', () => {
  for (const type of publishedEventTypes) expect(type).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
});

test('no field could hold a person: names, numbers of charts, birth dates and addresses have a mark or no place', () => {
  const fields = Object.values(eventCatalogue).flatMap((entry) => Object.entries(entry.data));
  const unmarked = fields.filter(([, field]) => field.phi === undefined && field.format !== 'uuid');

  const suspects = /name|mrn|birth|phone|address|patient|ssn|sex|initial/i;
  expect(unmarked.map(([name]) => name).filter((name) => suspects.test(name))).toEqual([]);
});

test('what says something of the patient goes to the profiles that include it, and to nobody else', () => {
  const data = {
    referralId: 'r',
    patientInitials: 'AZ',
    patientBirthYear: 1961,
    patientFamily: 'ZZTEST',
    patientGiven: 'ANNA',
    patientBirthDate: '1961-04-05',
  };

  expect(publishableData('referral.seen', data)).toEqual({ referralId: 'r' });
  expect(publishableData('referral.seen', data, 'minimum')).toEqual({
    referralId: 'r',
    patientInitials: 'AZ',
    patientBirthYear: 1961,
  });
  expect(publishableData('referral.seen', data, 'full')).toEqual(data);
  expect(publishableData('partner.merged', data, 'full')).toEqual({});
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

test('an example has every field, and the state its type names; not why there are none of the patient', () => {
  for (const type of publishedEventTypes) {
    const names = Object.keys(eventCatalogue[type].data).filter((name) => name !== 'patientWithheld');
    expect(Object.keys(exampleData(type, 'full'))).toEqual(names);
    expect(Object.keys(exampleData(type))).toEqual(Object.keys(fieldsFor(type, 'none')));
  }
  expect(exampleData('referral.closed')).toMatchObject({ state: 'closed' });
});
