import type { ClassifiedPage, DocumentKind, PageClass, Transport } from '../understanding.ts';

/** What a document is for, and how sure that is. */
export type KindOf = { readonly kind: DocumentKind; readonly kindConfidence: number };

const portal =
  /\b(?:you have|you've|has sent you|sent you) (?:received )?(?:an? )?(?:new )?(?:secure|encrypted|protected|confidential) (?:e-?mail |e-?fax )?(?:message|document|file|fax|e-?mail)\b|\b(?:view|open|read|retrieve|access) (?:the |your |this )?(?:secure|encrypted|protected) (?:message|e-?mail|document|fax)|\bclick (?:here |the (?:link|button) )?(?:below )?to (?:view|read|open|retrieve) (?:the |your |this )?(?:secure |encrypted )?(?:message|document|fax)\b|\bsecure (?:message|mail) (?:portal|center|notification)\b|\bmessage encryption\b/i;

const asks =
  /\b(?:referral|refer|referring|referred|consult(?:ation)?|evaluat(?:e|ion)|please (?:see|schedule|evaluate)|appointment|new patient|reason for (?:referral|visit|consult)|authori[sz]ation for)\b/i;

/** A specialist's answer, not a question. */
const answers =
  /\bthank you for (?:referring|the referral|your referral|allowing me|asking me|involving)\b|\bi (?:had the pleasure of seeing|saw|evaluated)\b|\bthank you for the opportunity to\b/i;

/** What the pages of a document, and what it came with, make it. `isStatus`: a sentence on an earlier referral was found. */
export function kindOf(
  pages: readonly ClassifiedPage[],
  text: string,
  transport: Transport,
  found: { readonly isStatus: boolean; readonly hasPatient: boolean; readonly fields: number },
): KindOf {
  const classes = pages.map((page) => page.class);
  const has = (name: PageClass): boolean => classes.includes(name);
  const of = (kind: DocumentKind, kindConfidence: number): KindOf => ({ kind, kindConfidence });
  if (isPortalNotice(text, transport, found)) return of('portal_notice', 0.9);
  if (found.isStatus) return of('status', 0.8);
  const confidence = Math.max(...pages.map((page) => page.confidence), 0.4);
  if (has('referral_form')) return of('referral', confidence);
  if (has('junk') && !found.hasPatient) return of('junk', confidence);
  if (has('letter'))
    return answers.test(text) && !/\b(?:i am|we are) referring\b/i.test(text)
      ? of('records', 0.7)
      : of('referral', confidence);
  if (transport.kind === 'mail' && found.hasPatient && asks.test(text)) return of('referral', 0.7);
  if (has('cover') && found.hasPatient && asks.test(text)) return of('referral', 0.6);
  if (has('lab_result')) return of(has('notes') ? 'records' : 'lab_result', confidence);
  if (has('notes')) return of('records', confidence);
  if (has('junk')) return of('junk', confidence);
  if (found.hasPatient && asks.test(text) && found.fields >= 4) return of('referral', 0.55);
  return has('insurance_card') ? of('records', 0.5) : of('other', 0.5);
}

/** "You have a secure message": short, behind a link, and without anything of a referral. */
function isPortalNotice(
  text: string,
  { kind }: Transport,
  { hasPatient, fields }: { readonly hasPatient: boolean; readonly fields: number },
): boolean {
  return kind !== 'fax' && portal.test(text) && (!hasPatient || fields < 4) && text.length < 6000;
}
