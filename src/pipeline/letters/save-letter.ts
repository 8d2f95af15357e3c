import { insertAudit } from '../../store/audit.ts';
import { insertLetterVersion, listLetterVersions, lockLetters } from '../../store/letters.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { checkLetter, type LetterProblem } from '../packet/check-letter.ts';
import type { LetterKind, LetterText } from '../packet/letter-template.ts';

export type SavedLetter =
  | { readonly kind: 'saved'; readonly number: number }
  | { readonly kind: 'refused'; readonly problems: readonly LetterProblem[] }
  /** It offers something of value: saved only when the person says so. */
  | { readonly kind: 'warned'; readonly warnings: readonly string[] }
  /** Somebody else changed it since this person read it. */
  | { readonly kind: 'overtaken'; readonly by: string };

export type LetterChange = {
  /** `undefined`: back to the built-in wording. */
  readonly text: LetterText | undefined;
  /** The version the person had before them. */
  readonly basedOn: number;
  /** The warnings were read. */
  readonly isSure: boolean;
};

/** Saves a wording as the newest version. Letters that are made from now on have it; those under way keep theirs. */
export async function saveLetter(
  hub: Pick<Hub, 'db'>,
  kind: LetterKind,
  { text, basedOn, isSure }: LetterChange,
  person: string,
): Promise<SavedLetter> {
  const tidy = text && { title: text.title.trim(), body: text.body.replaceAll('\r\n', '\n').trim() };
  const { problems, warnings } = tidy ? checkLetter(kind, tidy) : { problems: [], warnings: [] };
  if (problems.length > 0) return { kind: 'refused', problems };
  if (warnings.length > 0 && !isSure) return { kind: 'warned', warnings };
  return transaction(hub.db, async (tx) => {
    await lockLetters(tx);
    const [newest] = await listLetterVersions(tx, kind, 1);
    if (newest && newest.number !== basedOn) return { kind: 'overtaken', by: newest.createdBy };
    const number = (newest?.number ?? 0) + 1;
    const { title = null, body = null } = tidy ?? {};
    await insertLetterVersion(tx, { kind, number, title, body, createdBy: person });
    const action = tidy ? 'letter_saved' : 'letter_reset';
    await insertAudit(tx, { actor: person, action, objectKind: 'letter', objectId: `${kind}/${number}` });
    return { kind: 'saved', number };
  });
}
