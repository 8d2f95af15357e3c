import type { ConsentScope } from '../../domain/consent.ts';
import { insertAudit, type AuditEntry } from '../../store/audit.ts';
import { markPatients } from '../../store/crm-records.ts';
import { insertConsent, listConsents, type NewConsent } from '../../store/forms-consent.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

/** Who said it, and from where. */
export type ConsentWriter = Pick<AuditEntry, 'actor' | 'peer'>;

/** Writes down what a patient agrees to, or does not, with the audit of it. */
export async function keepConsent(
  hub: Pick<Hub, 'db'>,
  patientId: string,
  consent: NewConsent,
  writer: ConsentWriter,
): Promise<void> {
  await transaction(hub.db, async (tx) => {
    const action = consent.isGiven ? 'consent_given' : 'consent_refused';
    await insertAudit(tx, { ...writer, action, objectKind: 'consent', objectId: consent.scope, patientId });
    await insertConsent(tx, patientId, consent, writer.actor);
    // What CRMs hold of an objecting patient goes, and comes back when they agree.
    if (consent.scope === 'share_notes') await markPatients(tx, [patientId]);
  });
}

/** `none`: nothing is agreed to any more. `earlier`: it was agreed to on a later day, `signedOn`. */
export type Withdrawn = 'done' | 'none' | { readonly earlier: string };

/**
 * The patient takes back what they agreed to: a later line that says no, in the same scope. Nothing is deleted. `withdrawnOn`: `YYYY-MM-DD`.
 */
export async function withdrawConsent(
  hub: Pick<Hub, 'db'>,
  patientId: string,
  { scope, withdrawnOn }: { readonly scope: ConsentScope; readonly withdrawnOn: string },
  writer: ConsentWriter,
): Promise<Withdrawn> {
  return transaction(hub.db, async (tx) => {
    const standing = (await listConsents(tx, patientId)).find((one) => one.scope === scope);
    if (standing?.isGiven !== true) return 'none';
    if (withdrawnOn < standing.signedOn) return { earlier: standing.signedOn };
    await insertAudit(tx, {
      ...writer,
      action: 'consent_withdrawn',
      objectKind: 'consent',
      objectId: scope,
      patientId,
    });
    await insertConsent(
      tx,
      patientId,
      {
        scope,
        isGiven: false,
        signedOn: withdrawnOn,
        ...(standing.email === null ? {} : { email: standing.email }),
      },
      writer.actor,
    );
    if (scope === 'share_notes') await markPatients(tx, [patientId]);
    return 'done';
  });
}
