import { expect, test } from 'vitest';
import { checkProofOfService } from './proof.ts';

const complete = {
  patient: { name: { family: 'Zztest', given: 'Anna' }, birthDate: '1961-03-05' },
  note: {
    serviceDate: '2026-03-05',
    signer: { family: 'Zztestman' },
    signedAt: '2026-03-06T22:12:00Z',
    isAmendment: false,
  },
};

test('a note with all four elements lacks nothing', () => {
  expect(checkProofOfService(complete)).toEqual([]);
});

test('each missing element is named', () => {
  expect(checkProofOfService({ patient: {}, note: { isAmendment: false } })).toEqual([
    'patient_full_name',
    'birth_date',
    'service_date',
    'provider_signature',
  ]);
});

test('half of an element counts as missing', () => {
  const patient = { name: { family: 'Zztest', given: ' ' }, birthDate: '1961-03' };
  const note = { ...complete.note, serviceDate: '2026-02-31x', signedAt: undefined };

  expect(checkProofOfService({ patient, note })).toHaveLength(4);
});
