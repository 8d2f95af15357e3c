import type { CrmFigures } from '../store/crm.ts';
import type { RecordKind } from '../store/crm-records.ts';
import type { Word } from './words.ts';

export const kindWords: Readonly<Record<RecordKind, string>> = {
  account: 'Office',
  contact: 'Doctor',
  referral: 'Referral',
  case: 'Late case',
  task: 'First-referral task of',
};

/** One word for how a CRM stands: the connection first, then what it refused, then how far it is. */
export function standing(
  crm: Pick<CrmFigures, 'code' | 'parked' | 'behind' | 'due' | 'loading' | 'backfillKind'>,
): Word {
  if (crm.code === 'busy') return { word: 'Asked to wait', tone: 'amber' };
  if (crm.code !== null) return { word: 'Not reached', tone: 'red' };
  if (crm.parked > 0) return { word: 'Something to see to', tone: 'amber' };
  if (crm.backfillKind !== null || crm.loading > 0) return { word: 'Filling', tone: 'blue' };
  if (crm.due > 0 || crm.behind > 0) return { word: 'Catching up', tone: 'blue' };
  return { word: 'In step', tone: 'green' };
}
