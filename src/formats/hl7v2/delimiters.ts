/** MSH-1 and MSH-2 (HL7 v2.5.1 section 2.5.4). `undefined`: the sender has no such separator, so nothing is split on it. */
export type Delimiters = {
  readonly field: string;
  readonly component: string | undefined;
  readonly repetition: string | undefined;
  readonly escape: string | undefined;
  readonly subcomponent: string | undefined;
  /** The fifth character of MSH-2 (HL7 v2.7 and later). Nothing is split on it; `\P\` stands for it. */
  readonly truncation?: string;
};

/** What nearly everybody sends: `|^~\&`. */
export const standardDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/**
 * Reads MSH-1 and MSH-2. `isUsable` is false when MSH-2 is empty or holds letters, digits or blanks: it was forgotten, and
 * splitting on letters would shred every name, so the standard delimiters are taken.
 */
export function readDelimiters(
  field: string,
  encodingCharacters: string,
): { readonly delimiters: Delimiters; readonly isUsable: boolean } {
  if (field === '|' && encodingCharacters === '^~\\&')
    return { delimiters: standardDelimiters, isUsable: true };
  if (encodingCharacters === '' || /[A-Za-z0-9\s]/.test(encodingCharacters)) {
    return { delimiters: { ...standardDelimiters, field }, isUsable: false };
  }

  const truncation = encodingCharacters[4];
  return {
    delimiters: {
      field,
      component: encodingCharacters[0],
      repetition: encodingCharacters[1],
      escape: encodingCharacters[2],
      subcomponent: encodingCharacters[3],
      ...(truncation === undefined ? {} : { truncation }),
    },
    isUsable: true,
  };
}

/** MSH-1 followed by MSH-2, such as `|^~\&`: what `ContentRef.delimiters` holds. */
export function writeDelimiters(delimiters: Delimiters): string {
  const { field, component, repetition, escape, subcomponent, truncation } = delimiters;
  return [field, component, repetition, escape, subcomponent, truncation].filter(Boolean).join('');
}

/** The inverse of `writeDelimiters`. */
export function delimitersOf(written: string): Delimiters {
  return readDelimiters(written.slice(0, 1) || '|', written.slice(1)).delimiters;
}
