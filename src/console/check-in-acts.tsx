import { Failure } from '../lib/failure.ts';
import { handIn } from '../pipeline/document/hand-in.ts';
import { readUpload } from '../pipeline/document/upload-form.ts';
import { uploadDocument } from '../pipeline/document/upload.ts';
import { askedRoles, askLater, assignRequest, checkIn } from '../pipeline/intake/check-in.ts';
import { findCheckIn, type CheckInLine } from '../store/forms-check-in.ts';
import { showCheckIn } from './check-in-one.tsx';
import { takeConsent } from './consent-acts.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { backTo, textsOf, type Form } from './form-values.ts';
import { isSame, PAPER_UPLOAD_PATH } from './gate.ts';
import { isId, showMissing } from './missing-page.tsx';
import { askedWords } from './party-ask.tsx';

/** `POST /check-in/…`: what is done at the desk. */
export function addCheckInActs(app: ConsoleApp, deps: ConsoleDeps): void {
  const { hub } = deps;
  app.post(PAPER_UPLOAD_PATH, (c) => takePaper(c, deps));
  app.post('/check-in/:id/done', async (c) => {
    const id = c.req.param('id');
    const told = isId(id) ? await checkIn(hub, id, c.get('session').email) : 'not_found';
    if (told === 'not_found') return showMissing(c, deps, 'This appointment');
    if (told === 'done' || told === 'already_done')
      return c.redirect(`/check-in?told=${told === 'done' ? 'checked_in' : 'already_answered'}`, 303);
    const questions = told.open.map((role) => `“${askedWords[role]}”`).join(' and ');
    return showCheckIn(c, deps, id, `Not yet: ${questions} must be answered, or put off with a reason.`);
  });
  app.post('/check-in/:id/later', (c) =>
    perform(c, deps, async (line, form) => {
      const role = askedRoles.find((one) => one === form['role']);
      const reason = (form['reason'] ?? '').trim().slice(0, 200);
      if (role === undefined || reason === '') return 'Say why it is asked later.';
      await askLater(hub, line.referralId, role, reason, c.get('session').email);
      return undefined;
    }),
  );
  app.post('/check-in/:id/assign', (c) =>
    perform(c, deps, async (line, form) => {
      const me = c.get('session').email;
      const to = form['to'] === 'me' ? me : (form['to'] ?? '');
      const told = await assignRequest(hub, line.referralId, to === '' ? null : to, me);
      return told === 'no_colleague'
        ? 'Nobody of this address works with patients here. Choose somebody else.'
        : undefined;
    }),
  );
  app.post('/check-in/:id/consent', (c) =>
    perform(c, deps, (line, form) => takeConsent(c, deps, line.patientId, form)),
  );
}

/** `work` returns why it could not be done. */
async function perform(
  c: ConsoleContext,
  deps: ConsoleDeps,
  work: (line: CheckInLine, form: Form) => Promise<string | undefined>,
): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const line = isId(id) ? await findCheckIn(deps.hub.db, id) : undefined;
  if (!line) return showMissing(c, deps, 'This appointment');
  const form = textsOf(await c.req.parseBody());
  const problem = await work(line, form);
  if (problem !== undefined) return showCheckIn(c, deps, id, problem);
  return c.redirect(backTo({ back: form['back'] ?? `/check-in/${line.referralId}` }, 'saved'), 303);
}

/** A photo or scan goes down the road of documents; it remembers at which appointment it was handed in. */
async function takePaper(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { email, csrfToken } = c.get('session');
  const { body } = c.req.raw;
  let referralId = '';
  try {
    if (!body) throw new Failure('permanent', 'no-file', 'Choose a file.');
    const file = await readUpload(body, c.req.header('content-type'), (fields) => {
      referralId = fields['referralId'] ?? '';
      return isSame(fields['csrf'], csrfToken);
    });
    if (file === 'forbidden')
      return c.text('This form is no longer valid. Go back, load the page again and repeat.', 403);
    const line = isId(referralId) ? await findCheckIn(deps.hub.db, referralId) : undefined;
    if (!line) return await showMissing(c, deps, 'This appointment');
    const { messageId } = await uploadDocument(
      deps.hub,
      { ...file, mediaType: 'application/octet-stream' },
      email,
    );
    await handIn(deps.hub, { messageId, referralId: line.referralId }, email);
    return c.redirect(`/check-in/${line.referralId}?told=document_uploaded`, 303);
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    return showCheckIn(c, deps, referralId, error.message);
  }
}
