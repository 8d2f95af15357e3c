import { expect, test } from 'vitest';
import type { PatientDecision, PatientProposal } from './evidence.ts';
import { withHandedIn } from './handed-in.ts';

const proposal = (patientId: string, ...evidence: readonly string[]): PatientProposal => ({
  patientId,
  title: `ZZTEST ${patientId}`,
  detail: '',
  evidence,
});
const handedIn = proposal('alma', 'taken at check-in');
const alike = proposal('alma', 'same name');
const other = proposal('berta', 'same name');
const idsOf = (decision: PatientDecision): readonly string[] =>
  decision.outcome === 'open' ? decision.candidates.map(({ patientId }) => patientId) : [];

test('what was handed in by nobody stands as it was read', () => {
  expect(withHandedIn({ outcome: 'new' }, undefined)).toEqual({ outcome: 'new' });
});

test('who is certain of the paper stays certain, with one more word for it', () => {
  expect(withHandedIn({ outcome: 'certain', chosen: alike }, handedIn)).toEqual({
    outcome: 'certain',
    chosen: { ...alike, evidence: ['same name', 'taken at check-in'] },
  });
});

test.each<[string, PatientDecision, readonly string[]]>([
  ['somebody else is certain', { outcome: 'certain', chosen: other }, ['berta', 'alma']],
  ['others fit', { outcome: 'open', candidates: [other], doubt: 'x' }, ['berta', 'alma']],
  ['the paper names somebody new', { outcome: 'new' }, ['alma']],
])('a person is asked where %s', (_what, decision, ids) => {
  const asked = withHandedIn(decision, handedIn);

  expect(asked).toMatchObject({ outcome: 'open', isContradicted: true });
  expect(idsOf(asked)).toEqual(ids);
});

test('where the paper names nobody, a person is asked whether it is who brought it', () => {
  const asked = withHandedIn({ outcome: 'none' }, handedIn);

  expect(idsOf(asked)).toEqual(['alma']);
  expect(asked).not.toHaveProperty('isContradicted');
});

test('of those who fit, who brought it comes first, and said twice it is one word', () => {
  const open: PatientDecision = { outcome: 'open', candidates: [other, alike], doubt: 'two fit' };

  const once = withHandedIn(open, handedIn);
  expect(idsOf(once)).toEqual(['alma', 'berta']);
  expect(withHandedIn(once, handedIn)).toEqual(once);
});
