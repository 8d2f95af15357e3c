/** Ways in which a person hands in a form. */
export const formKinds = ['phone', 'check-in', 'website', 'kiosk'] as const;

export type FormKind = (typeof formKinds)[number];
