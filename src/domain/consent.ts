/** What a patient may agree to in writing, or object to: e-mails, and visit notes going to other offices. */
export const consentScopes = ['email_appointments', 'email_results', 'email_any', 'share_notes'] as const;

export type ConsentScope = (typeof consentScopes)[number];
