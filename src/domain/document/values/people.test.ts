import { expect, test } from 'vitest';
import { ownPractice } from '../../../../test/support/document-pages.ts';
import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import type { FieldName } from '../fields.ts';
import { findValues } from './find.ts';

const valuesOf = (field: FieldName, text: string): readonly string[] =>
  findValues(field, text, { own: ownPractice, diagnoses: builtInDiagnoses }).map(({ value }) => value);

test.each(['OTOLARYNGOLOGY', 'Preference'])('%s alone is nobody’s name', (said) => {
  expect(valuesOf('requested_provider', said)).toEqual([]);
});

test('nurses and assistants neither refer nor are referred to', () => {
  expect(valuesOf('requested_provider', 'Linda Zztestova, RN')).toEqual([]);
  expect(valuesOf('referrer_name', 'Linda Zztestova, MA')).toEqual([]);
  expect(valuesOf('referrer_name', 'Linda Zztestova, RN, FNP')).toEqual(['ZZTESTOVA, Linda, RN, FNP']);
});

test('what a system puts in front of who signed is no part of the name', () => {
  expect(valuesOf('referrer_name', '/es/ ZZTESTOVA, LINDA, MD')).toEqual(['ZZTESTOVA, Linda, MD']);
});

test('whom it is sent to may stand behind the practice’s own name', () => {
  const own = ownPractice.ownNames[0] ?? '';

  expect(valuesOf('requested_provider', `Neurology (${own}), Zztestova, Linda`)).toEqual([
    'ZZTESTOVA, Linda',
  ]);
});

test('what the paper is stands behind the name of a practice and is no part of it', () => {
  expect(valuesOf('referrer_practice', 'Old Mill Dental Group - REFERRALS OUT')).toEqual([
    'Old Mill Dental Group',
  ]);
  expect(valuesOf('referrer_practice', 'Linda Zztestova, care coordinator.')).toEqual([]);
});
