import { describe, expect, test } from 'vitest';
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

describe('what a number does not prove', () => {
  const npi = { system: 'npi', value: '1234567893' };

  test('the NPI of somebody of another name is a question', () => {
    const match = matchPartner(
      claim({ identifiers: [npi], name: { family: 'ZZTESTOTHER', given: 'Quentin' } }),
      [record],
    );

    expect(match).toMatchObject({
      outcome: 'new',
      candidates: [{ partnerId: 'o1', reasons: ['same NPI', 'another name'] }],
    });
  });

  test('another family name in another state is a question, at home it is a marriage', () => {
    const placed = { ...record, places: [{ city: 'Bronx', state: 'NY' }] };
    const married = { identifiers: [npi], name: { family: 'ZZTESTVEGABOND', given: 'Robert' } };

    expect(matchPartner(claim({ ...married, state: 'TX' }), [placed])).toMatchObject({ outcome: 'new' });
    expect(matchPartner(claim({ ...married, state: 'New York' }), [placed])).toMatchObject({
      partnerId: 'o1',
    });
  });

  test('a local number under a clearly different name is a question', () => {
    const match = matchPartner(
      claim({
        identifiers: [{ system: 'emr:DR', value: '77' }],
        name: { family: 'ZZTESTOTHER', given: 'Quentin' },
      }),
      [record],
    );

    expect(match).toMatchObject({ outcome: 'new', candidates: [{ partnerId: 'o1' }] });
  });

  test('two of one name at one line are nobody, unless the town says which', () => {
    const here = { ...record, identifiers: [], places: [{ city: 'Bronx', state: 'NY' }] };
    const there = { ...here, id: 'o2', places: [{ city: 'Albany', state: 'NY' }] };

    expect(matchPartner(claim({ fax: '7185550142' }), [here, there])).toMatchObject({ outcome: 'probable' });
    expect(matchPartner(claim({ fax: '7185550142', city: 'ALBANY' }), [here, there])).toMatchObject({
      partnerId: 'o2',
    });
  });
});

test('a name in a town is probable, in another state it is nobody', () => {
  const placed = { ...record, places: [{ city: 'Mt. Vernon', state: 'NY' }] };

  expect(matchPartner(claim({ city: 'Mount Vernon' }), [placed])).toMatchObject({
    outcome: 'probable',
    candidates: [{ partnerId: 'o1', reasons: ['same name', 'same town'] }],
  });
  expect(matchPartner(claim({ city: 'Houston', state: 'TX' }), [placed])).toMatchObject({ outcome: 'new' });
});

describe('which of two practices', () => {
  const offices = [
    { id: 'p1', names: ['Northside Clinic'], lines: ['7185550142'] },
    { id: 'p2', names: ['Harbor Medical Group'], lines: ['7185550199'] },
  ];
  const busy: PartnerRecord = { ...record, kind: 'person', offices };
  const npi = { identifiers: [{ system: 'npi', value: '1234567893' }] };

  test.each<[string, Partial<PartyClaim>, string | undefined]>([
    ['the one named', { organisation: 'Harbor Med Grp, LLC' }, 'p2'],
    ['the one whose line it is', { fax: '718-555-0142' }, 'p1'],
    ['neither when nothing tells', {}, undefined],
    ['neither when a third is named', { organisation: 'Zztesthaven Eye Center' }, undefined],
  ])('%s', (_, said, officeId) => {
    const match = matchPartner(claim({ ...npi, ...said }), [busy]);

    expect(match).toMatchObject({ outcome: 'certain', partnerId: 'o1' });
    expect('officeId' in match ? match.officeId : undefined).toBe(officeId);
  });
});
