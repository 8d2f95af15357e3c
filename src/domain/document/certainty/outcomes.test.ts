import { expect, test } from 'vitest';
import type { FieldName, FieldReading } from '../fields.ts';
import { fieldOutcomes } from './outcomes.ts';

const proposed = (
  field: FieldName,
  value: string,
  isAccepted = false,
): FieldReading & { isAccepted: boolean } => ({
  field,
  value,
  text: value,
  confidence: 0.9,
  evidence: [],
  others: [],
  isAccepted,
});

test('each field that was proposed or filled has an outcome', () => {
  const outcomes = fieldOutcomes(
    [
      proposed('patient_name', 'ZZTESTLEE, Anna', true),
      proposed('birth_date', '1950-02-08', true),
      proposed('sex', 'F'),
    ],
    { patient_name: ['Zztestlee, Anna'], birth_date: ['1950-02-03'], reason: ['knee pain'], payer: [''] },
  );

  expect(outcomes).toEqual([
    {
      field: 'patient_name',
      proposed: 'ZZTESTLEE, Anna',
      confidence: 0.9,
      wasAccepted: true,
      final: 'Zztestlee, Anna',
      isRight: true,
    },
    {
      field: 'birth_date',
      proposed: '1950-02-08',
      confidence: 0.9,
      wasAccepted: true,
      final: '1950-02-03',
      isRight: false,
    },
    { field: 'sex', proposed: 'F', confidence: 0.9, wasAccepted: false, isRight: false },
    { field: 'reason', wasAccepted: false, final: 'knee pain', isRight: false },
  ]);
});

test('diagnoses are a set: their order is no mistake, one more or less is', () => {
  const outcomes = fieldOutcomes([proposed('diagnosis', 'M17.11'), proposed('diagnosis', 'E11.9')], {
    diagnosis: ['E11.9', 'I10', 'M17.12'],
  });

  expect(outcomes.map(({ proposed: read, final, isRight }) => [read, final, isRight])).toEqual([
    ['M17.11', 'I10', false],
    ['E11.9', 'E11.9', true],
    [undefined, 'M17.12', false],
  ]);
});
