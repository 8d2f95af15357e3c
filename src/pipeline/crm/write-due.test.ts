import { expect, test } from 'vitest';
import { noTarget } from '../../sdk/crm-http.ts';
import { toOutcome } from './write-due.ts';

test('under an agreement the CRM’s words are not kept, and those of the hub are', () => {
  const due = {
    kind: 'referral',
    subjectId: '0197a3c2-1111-7cc0-9f6e-2d4b8a1c3e5f',
    marks: 1,
    attempts: 0,
    writtenSha256: null,
    parkedSha256: null,
    wasWritten: false,
    mayStand: false,
  } as const;
  const record = { object: 'o', idField: 'i', id: due.subjectId, fields: {}, initial: {}, links: [] };
  const one = { due, wanted: { record, hash: 'h', isLive: true } };
  const said = {
    is: 'refused',
    fate: 'permanent',
    code: 'http-422',
    detail: 'ZZTESTPATIENT is no name',
  } as const;
  const kept = (hasAgreement: boolean, outcome: Parameters<typeof toOutcome>[2]): string =>
    JSON.stringify(toOutcome({ hasAgreement }, one, outcome));

  expect(kept(true, said)).not.toContain('ZZTESTPATIENT');
  expect(kept(false, said)).toContain('ZZTESTPATIENT');
  expect(kept(true, noTarget('AccountId'))).toContain('is not in the CRM yet');
  expect(kept(true, undefined)).toContain('does not speak of this record');
});
