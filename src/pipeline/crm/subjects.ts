import { escalationWords } from '../../domain/escalation-words.ts';
import type { CrmKind } from '../../sdk/crm-fields.ts';
import type { CrmSubject } from '../../sdk/crm-mapping.ts';
import {
  loadCaseSubjects,
  loadPartnerSubjects,
  loadReferralSubjects,
  loadTaskSubjects,
  type CaseSubject,
  type PartnerSubject,
  type ReferralSubject,
  type TaskSubject,
} from '../../store/crm-subjects.ts';
import type { Queryable } from '../../store/database.ts';

/** What a CRM should hold of something now. `isLive`: false when it is written only where it stands already (merged, out of scope). */
export type WantedSubject = { readonly subject: CrmSubject; readonly isLive: boolean };

/** What the ledger and the directory say of these now, by id. Those that are not there are not in the map. */
export async function loadSubjects(
  db: Queryable,
  kind: CrmKind,
  ids: readonly string[],
  withPatients: boolean,
): Promise<ReadonlyMap<string, WantedSubject>> {
  const wanted = await list(db, kind, ids, withPatients);
  return new Map(wanted.map((one) => [one.subject.id, one]));
}

async function list(
  db: Queryable,
  kind: CrmKind,
  ids: readonly string[],
  withPatients: boolean,
): Promise<readonly WantedSubject[]> {
  switch (kind) {
    case 'account':
    case 'contact': {
      const type = kind === 'account' ? 'organisation' : 'person';
      const rows = await loadPartnerSubjects(db, ids);
      return rows.filter((row) => row.kind === type).map((row) => ofPartner(kind, row));
    }
    case 'referral':
      return (await loadReferralSubjects(db, ids, withPatients)).map(ofReferral);
    case 'case':
      return (await loadCaseSubjects(db, ids)).map(ofCase);
    case 'task':
      return (await loadTaskSubjects(db, ids)).map(ofTask);
  }
}

function ofPartner(kind: 'account' | 'contact', row: PartnerSubject): WantedSubject {
  const { id, inScope, mergedInto, parentId, officeId, counted, possible, open, seen, closed, ...values } =
    row;
  const merged = mergedInto === null ? null : ({ kind, id: mergedInto } as const);
  const above =
    kind === 'account' ? { parent: link('account', parentId) } : { account: link('account', officeId) };
  return {
    isLive: inScope && !row.isMerged,
    subject: {
      kind,
      id,
      values: {
        ...values,
        id,
        countedReferrals: counted,
        possibleReferrals: possible,
        openReferrals: open,
        seenReferrals: seen,
        closedReferrals: closed,
        lastReferralAt: row.lastAt,
      },
      links: { ...(row.isMerged ? {} : above), mergedInto: merged },
    },
  };
}

function ofReferral(row: ReferralSubject): WantedSubject {
  const { id, mergedInto, officeId, personId, ...values } = row;
  return {
    isLive: !row.isMerged && row.kind !== 'none',
    subject: {
      kind: 'referral',
      id,
      values: {
        ...values,
        id,
        title: `Referral ${id.slice(-8)}`,
        // What was merged counts where it went.
        isCounted: row.isCounted && !row.isMerged,
      },
      links: {
        account: link('account', officeId),
        contact: link('contact', personId),
        mergedInto: link('referral', mergedInto),
      },
    },
  };
}

function ofCase(row: CaseSubject): WantedSubject {
  const { id, referralId, officeId, personId, ...values } = row;
  const words: Readonly<Record<string, string>> = escalationWords;
  return {
    isLive: true,
    subject: {
      kind: 'case',
      id,
      values: { ...values, id, title: words[row.kind] ?? row.kind },
      links: {
        account: link('account', officeId),
        contact: link('contact', personId),
        referral: link('referral', referralId),
      },
    },
  };
}

/** The first referral of an account ends cold outreach: whoever set appointments is told, and the task is theirs until they close it. */
function ofTask(row: TaskSubject): WantedSubject {
  const isFirst = row.firstReferralAt !== null && !row.isMerged;
  const who = row.name;
  return {
    isLive: isFirst,
    subject: {
      kind: 'task',
      id: row.id,
      values: {
        id: row.id,
        title: isFirst
          ? `First referral from ${who}: stop cold outreach`
          : `No first referral from ${who} after all`,
        note: isFirst
          ? 'Take it off call lists, mailings and planned visits. Hand the office over to its liaison.'
          : 'What was taken for its first referral is none. Outreach stays stopped until somebody resumes it.',
        isVoided: !isFirst,
        firstReferralAt: isFirst ? row.firstReferralAt : null,
      },
      links: {
        account: row.kind === 'organisation' ? link('account', row.id) : null,
        contact: row.kind === 'person' ? link('contact', row.id) : null,
        referral: isFirst ? link('referral', row.referralId) : null,
      },
    },
  };
}

function link(kind: CrmKind, id: string | null): { readonly kind: CrmKind; readonly id: string } | null {
  return id === null ? null : { kind, id };
}
