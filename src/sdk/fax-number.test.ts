import { expect, test } from 'vitest';
import { faxEndpoint, northAmericanEndpoint, tenDigits, toE164 } from './fax-number.ts';

test.each([
  ['+1 (312) 555-0142', '+13125550142'],
  ['312.555.0142', '+13125550142'],
  ['1-312-555-0142', '+13125550142'],
  ['+44 20 7946 0958', '+442079460958'],
])('%s is dialled as %s', (text, number) => {
  expect(toE164(text)).toBe(number);
});

test.each([
  '555-0142',
  '011 44 20 7946 0958',
  '+1 012 555 0142',
  '112 555 0142',
  '312 155 0142',
  'fax',
  '',
  '+1312555014',
  '3125550142 ext 3',
])('%j is no number anybody dials', (text) => {
  expect(toE164(text)).toBeUndefined();
});

test('an endpoint is stored as it is dialled, and the error says how to write it', () => {
  expect(faxEndpoint.parse({ address: '(312) 555-0142', settings: {} }).address).toBe('+13125550142');
  const wrong = faxEndpoint.safeParse({ address: '555-0142', settings: { from: 'x' } }).error;
  expect(wrong?.issues.map((issue) => issue.path.join('.'))).toEqual(['address', 'settings']);
  expect(wrong?.issues[0]?.message).toContain('area code');
});

test('a gateway that dials only North America says so', () => {
  const wrong = northAmericanEndpoint.safeParse({ address: '+442079460958', settings: {} }).error;
  expect(wrong?.issues[0]?.message).toContain('North America');
  expect(tenDigits(northAmericanEndpoint.parse({ address: '3125550142', settings: {} }).address)).toBe(
    '3125550142',
  );
});
