import { describe, expect, test } from 'vitest';
import {
  findMappingProblems,
  hashOf,
  mergeMappings,
  objectsOf,
  toRecord,
  type CrmMapping,
  type CrmSubject,
} from './crm-mapping.ts';

const base: CrmMapping = {
  account: {
    object: 'Account',
    idField: 'Ext__c',
    fields: { Name: { from: 'name', owner: 'crm' }, Stage__c: { from: 'stage' } },
  },
  referral: {
    object: 'Referral__c',
    idField: 'Ext__c',
    fields: { State__c: { from: 'state' }, Account__r: { link: 'account' } },
  },
};

const subject: CrmSubject = {
  kind: 'referral',
  id: 'r1',
  values: { state: 'seen', service: 'ZZTESTSERVICE' },
  links: { account: { kind: 'account', id: 'a1' } },
};

describe('a mapping of the practice', () => {
  test('is laid over the connector’s field by field', () => {
    const merged = mergeMappings(base, {
      account: { fields: { Stage__c: 'never', Region__c: { from: 'territory' } } },
      referral: false,
    });

    expect(objectsOf(merged)).toEqual({
      account: {
        object: 'Account',
        idField: 'Ext__c',
        fields: { Name: { from: 'name', owner: 'crm' }, Stage__c: 'never', Region__c: { from: 'territory' } },
      },
    });
  });

  test.each([
    [
      { account: { fields: { X: { from: 'nobody' } } } },
      'mapping.account.fields.X',
      'the hub has no field "nobody"',
    ],
    [
      { account: { fields: { X: { from: 'constructor' } } } },
      'mapping.account.fields.X',
      'the hub has no field',
    ],
    [
      { account: { fields: { X: { link: 'contact' } } } },
      'mapping.account.fields.X',
      'has no link "contact"',
    ],
    [{ account: { fields: { Ext__c: { from: 'id' } } } }, 'mapping.account.fields.Ext__c', 'leave it out'],
    [{ contact: { fields: {} } }, 'mapping.contact.object', 'has to be named'],
    [
      { referral: { fields: { X: { link: 'contact' } } } },
      'mapping.referral.fields.X',
      'not written: map contact',
    ],
    [{ account: { fields: { X: { form: 'name' } } } }, 'mapping.account.fields.X', 'none of'],
    [
      { account: { fields: { "X' OR 1": { from: 'name' } } } },
      "mapping.account.fields.X' OR 1",
      'no name of a field',
    ],
    [{ acount: {} }, 'mapping', 'acount'],
    [
      { referral: { fields: { X: { from: 'patientFamily' } } } },
      'mapping.referral.fields.X',
      'with an "agreement"',
    ],
    [
      { referral: { fields: { X: { from: 'service', owner: 'crm' } } } },
      'mapping.referral.fields.X',
      'with an "agreement"',
    ],
  ])('%j: says where and what', (over, path, words) => {
    const own = findMappingProblems(over, false).filter((one) => !one.problem.includes('has to be named'));
    const merged = findMappingProblems(mergeMappings(base, over as CrmMapping), false);
    const problems = (merged.length > 0 ? merged : own).map((one) => `${one.path.join('.')}: ${one.problem}`);

    expect(problems.join('\n')).toContain(path);
    expect(problems.join('\n')).toContain(words);
  });

  test('may show patients where an agreement is in place', () => {
    const over: CrmMapping = { referral: { fields: { X: { from: 'patientFamily' } } } };

    expect(findMappingProblems(mergeMappings(base, over), true)).toEqual([]);
  });

  test('that maps nothing says so', () => {
    expect(findMappingProblems({}, false)).toMatchObject([{ path: ['mapping'] }]);
  });
});

describe('a record', () => {
  const objects = objectsOf(base);

  test('has what the mapping names and nothing else', () => {
    expect(toRecord(subject, objects)).toEqual({
      object: 'Referral__c',
      idField: 'Ext__c',
      id: 'r1',
      fields: { State__c: 'seen' },
      initial: {},
      links: [
        {
          field: 'Account__r',
          to: { object: 'Account', idField: 'Ext__c', id: 'a1' },
          among: { object: 'Account', idField: 'Ext__c' },
        },
      ],
    });
  });

  test('speaks the CRM’s words and is cut to its lengths', () => {
    const worded = objectsOf(
      mergeMappings(base, {
        referral: { fields: { State__c: { from: 'state', words: { seen: 'Visit done' }, most: 5 } } },
      }),
    );

    expect(toRecord(subject, worded)?.fields).toEqual({ State__c: 'Visit' });
  });

  test('has one hash however the mapping is ordered, and another when hub-owned content differs', () => {
    const record = toRecord(subject, objects);
    if (record === undefined) throw new Error('there is a record');
    const turned = { ...record, fields: Object.fromEntries(Object.entries({ B: 1, A: 2 })) };
    const other = { ...record, fields: Object.fromEntries(Object.entries({ A: 2, B: 1 })) };

    expect(hashOf(turned)).toBe(hashOf(other));
    expect(hashOf({ ...record, fields: { State__c: 'closed' } })).not.toBe(hashOf(record));
    expect(hashOf({ ...record, links: [{ field: 'Account__r', to: null }] })).not.toBe(hashOf(record));
    expect(hashOf({ ...record, initial: { Name: 'theirs' } })).toBe(hashOf(record));
  });
});
