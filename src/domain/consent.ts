/** What a patient may agree to in writing about e-mails. */
export const consentScopes = ['email_appointments', 'email_results', 'email_any'] as const;

export type ConsentScope = (typeof consentScopes)[number];
