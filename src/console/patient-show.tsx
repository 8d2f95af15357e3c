import { loadPatientPage } from '../pipeline/patient-page.ts';
import { insertAuditOnce } from '../store/audit.ts';
import { listConsents } from '../store/forms-consent.ts';
import { listMessages } from '../store/message-search.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { PatientBody } from './patient-view.tsx';

/** A page that refreshes itself is one look. */
const SAME_LOOK_MINUTES = 15;
const MESSAGES = 10;

/** `problem`: why something was not done. */
export async function showPatient(
  c: ConsoleContext,
  deps: ConsoleDeps,
  id: string,
  problem: string | undefined,
): Promise<Response> {
  const { db } = deps.hub;
  const page = isId(id) ? await loadPatientPage(db, id) : undefined;
  if (!page) return showMissing(c, deps, 'This patient');
  if (page.isAlias && problem === undefined) return c.redirect(`/patients/${page.id}`, 303);
  await insertAuditOnce(
    db,
    {
      ...actor(c, deps),
      action: 'view_patient',
      objectKind: 'patient',
      objectId: page.id,
      patientId: page.id,
    },
    SAME_LOOK_MINUTES,
  );
  return showPage(
    c,
    deps,
    { title: 'Patient', current: 'patients', ...(problem === undefined ? {} : { status: 409 as const }) },
    <PatientBody
      page={page}
      consents={await listConsents(db, page.id)}
      messages={await listMessages(db, { patientId: page.id }, MESSAGES)}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
      problem={problem}
    />,
  );
}
