import { expect, test } from 'vitest';
import type { PartyClaim } from './fact.ts';
import { matchPartner, type PartnerRecord } from './match-partner.ts';

const record: PartnerRecord = {
  id: 'o1',
  identifiers: [
    { system: 'npi', value: '1234567893' },
    { system: 'emr:DR', value: '77' },
  ],
  nameKey: 'zztestref robert',
  organisationKey: 'northside clinic',
  fax: '7185550142',
};
const claim = (change: Partial<PartyClaim>): PartyClaim => ({
  kind: 'person',
  identifiers: [],
  name: { family: 'ZZTESTREF', given: 'Robert' },
  ...change,
});

test('the NPI decides', () => {
  expect(
    matchPartner(
      claim({ identifiers: [{ system: 'npi', value: '1234567893' }], name: { family: 'ZZTESTOTHER' } }),
      [record],
    ),
  ).toMatchObject({ partnerId: 'o1' });
});

test('a local number seen with the NPI before is the same partner', () => {
  expect(matchPartner(claim({ identifiers: [{ system: 'emr:DR', value: '77' }] }), [record])).toMatchObject({
    partnerId: 'o1',
  });
});

test('a local number together with another NPI is somebody else', () => {
  const other = claim({
    identifiers: [
      { system: 'emr:DR', value: '77' },
      { system: 'npi', value: '1558598797' },
    ],
  });

  expect(matchPartner(other, [record])).toMatchObject({ outcome: 'new' });
});

test('a known fax together with the name is certain', () => {
  expect(matchPartner(claim({ fax: '+1 (718) 555-0142' }), [record])).toMatchObject({
    partnerId: 'o1',
    reasons: ['same name', 'same fax or phone'],
  });
});

test('the name alone is a new office for a person to look at', () => {
  expect(matchPartner(claim({}), [record])).toMatchObject({ outcome: 'new' });
});

test('self-referred and unknown are nobody', () => {
  expect(matchPartner(claim({ kind: 'self' }), [record])).toMatchObject({ outcome: 'none' });
  expect(matchPartner({ kind: 'person', identifiers: [] }, [record])).toMatchObject({ outcome: 'none' });
});
