export const incidentStates = ['open', 'contained', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];

export const recipientStates = ['to_ask', 'asked', 'destroyed', 'returned', 'refused'] as const;
export type RecipientState = (typeof recipientStates)[number];

/**
 * Why an incident may not go to this state yet, in words; `undefined`: it may. Contained: everybody who got it was asked to destroy it.
 * Closed: everybody answered, and somebody wrote down what was found. Reopening needs a reason.
 */
export function whyNot(
  from: IncidentState,
  to: IncidentState,
  recipients: readonly RecipientState[],
  note: string,
): string | undefined {
  if (from === to) return `It is ${to} already.`;
  if (to === 'contained' && recipients.includes('to_ask'))
    return 'Somebody who got it has not been asked to destroy it.';
  if (to === 'closed' && recipients.some((state) => state === 'to_ask' || state === 'asked'))
    return 'Somebody who got it has not answered.';
  if (to !== 'contained' && note.trim() === '') return 'Write down what was found.';
  return undefined;
}

/** What somebody is asked who got another patient's note. Names no patient: it may be misdirected as well. */
export function destroyRequest(
  practice: { readonly name: string; readonly phone: string },
  sent: { readonly at: string; readonly pages: number | null; readonly reference: string },
): string {
  const pages = sent.pages === null ? '' : ` (${sent.pages} pages)`;
  return [
    `On ${sent.at.slice(0, 10)} ${practice.name} sent you a document${pages} that was not meant for you. Our reference is ${sent.reference}.`,
    'Please do not read, copy or pass it on. Destroy every copy, also in your fax machine, mail box and chart, and tell us when that is done.',
    `Call ${practice.name} at ${practice.phone}. Thank you.`,
  ].join('\n\n');
}
