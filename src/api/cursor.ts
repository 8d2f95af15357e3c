/** Where a reader of the event log stands. Opaque to the reader, so that its inside may change. */
export function encodePosition(position: number): string {
  return Buffer.from(`e1:${position}`).toString('base64url');
}

/** Undefined: not one of ours. */
export function decodePosition(cursor: string): number | undefined {
  const digits = /^e1:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export type PagePlace = { readonly receivedAt: string; readonly id: string };

/** Where the next page of a list begins. */
export function encodePlace(place: PagePlace): string {
  return Buffer.from(`r1:${place.receivedAt}:${place.id}`).toString('base64url');
}

export function decodePlace(cursor: string): PagePlace | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, receivedAt, id] = /^r1:(\d{4}-[\d:.TZ-]{15,25}):([0-9a-f-]{36})$/.exec(text) ?? [];
  if (receivedAt === undefined || id === undefined || Number.isNaN(Date.parse(receivedAt))) return undefined;
  return { receivedAt, id };
}

export type NamePlace = { readonly nameKey: string; readonly id: string };

/** Where the next page of a list by name begins. */
export function encodeName(place: NamePlace): string {
  return Buffer.from(`n1:${place.id}:${place.nameKey}`).toString('base64url');
}

export function decodeName(cursor: string): NamePlace | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, id, nameKey] = /^n1:([0-9a-f-]{36}):([^\0]*)$/s.exec(text) ?? [];
  return id === undefined || nameKey === undefined ? undefined : { nameKey, id };
}
