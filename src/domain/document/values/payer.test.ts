import { expect, test } from 'vitest';
import { findPayers, goesOnAsPayer } from './payer.ts';

test.each([
  // Who pays, and through whom.
  ['MEDICARE/MEDICARE B NGS', 'MEDICARE/MEDICARE B NGS'],
  ['Banner Health Plan|Aetna', 'Banner Health Plan|Aetna'],
  ['W/C: State Fund', 'W/C: State Fund'],
  ['Workers Comp - Liberty Mutual', 'Workers Comp - Liberty Mutual'],
  // Names of states, and words plans are called by.
  ['Aetna Better Health of Ohio', 'Aetna Better Health of Ohio'],
  ['Oxford Freedom Plan', 'Oxford Freedom Plan'],
  // What stands behind the name.
  ['Cigna OAP, identification number EDQ387097407', 'Cigna OAP'],
])('%s is known as %s', (said, value) => {
  expect(findPayers(said)[0]).toMatchObject({ value, isValid: true });
});

test('a misread name in front of words of plans is mended, in doubt', () => {
  expect(findPayers('Hymang Gold Plus HMO')[0]).toMatchObject({
    value: 'Humana Gold Plus HMO',
    doubt: 'read as Hymang Gold Plus HMO',
  });
});

test.each(['Policy type', 'Primary', 'Seguro médico', 'E66.9 Obesity, unspecified'])(
  '%s is no payer',
  (said) => {
    expect(findPayers(said)).toEqual([]);
  },
);

test.each([
  ['CIGNA HEALTHSPRING', 'PREFERRED', true],
  ['Medicaid Managed Care -', 'AmeriHealth Caritas', true],
  ['Superior', 'HealthPlan', true],
  ['Aetna', 'Group', false],
  ['Aetna', 'Plan', false],
])('%s goes on with %s: %s', (line, next, goesOn) => {
  expect(goesOnAsPayer(line, next)).toBe(goesOn);
});
