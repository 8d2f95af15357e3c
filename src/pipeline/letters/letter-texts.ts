import type { Queryable } from '../../store/database.ts';
import { findLetterAt, listNewestLetters, type LetterVersion } from '../../store/letters.ts';
import type { LetterKind, LetterText } from '../packet/letter-template.ts';
import { BUILT_IN, LETTER_KINDS } from '../packet/letter-template.ts';

/** The wording that held when a delivery was made: a retry says what the first try said. */
export async function loadLetterText(db: Queryable, kind: LetterKind, at: string): Promise<LetterText> {
  return textOf(kind, await findLetterAt(db, kind, at));
}

export type Letter = {
  readonly kind: LetterKind;
  readonly text: LetterText;
  /** 0: nobody has written one. */
  readonly number: number;
  readonly isBuiltIn: boolean;
  readonly changedAt?: string;
  readonly changedBy?: string;
};

/** All letters as they are now. */
export async function listLetters(db: Queryable): Promise<readonly Letter[]> {
  const newest = new Map((await listNewestLetters(db)).map((version) => [version.kind, version]));
  return LETTER_KINDS.map((kind) => letterOf(kind, newest.get(kind)));
}

export function letterOf(kind: LetterKind, version: LetterVersion | undefined): Letter {
  return {
    kind,
    text: textOf(kind, version),
    number: version?.number ?? 0,
    isBuiltIn: (version?.body ?? null) === null,
    ...(version && { changedAt: version.createdAt, changedBy: version.createdBy }),
  };
}

function textOf(kind: LetterKind, version: LetterVersion | undefined): LetterText {
  const { title = null, body = null } = version ?? {};
  return title === null || body === null ? BUILT_IN[kind] : { title, body };
}
