import type { ContentRef, Identifier, NoteDelivered, NoteReleased, NoteStated, PartyClaim } from './fact.ts';
import { defined } from '../lib/defined.ts';
import type { LedgerFact } from './ledger-fact.ts';

/** One document with its versions: the newest statement decides, every distinct final content is a version. */
export type NoteView = {
  readonly key: string;
  readonly documentId: Identifier;
  readonly status: NoteStated['status'];
  readonly statusAt: string;
  /** When it was first final, whatever became of it since. */
  readonly firstFinalAt?: string;
  /** How many distinct final contents there have been: 1 for a first final note, 0 for a draft. */
  readonly version: number;
  /** Equal content is the same version. Part of every effect key about this note. */
  readonly contentSha256: string;
  readonly content: readonly ContentRef[];
  /** The stored message that holds the content. */
  readonly messageId?: string;
  readonly contentProblem?: string;
  readonly isAmendment: boolean;
  /** Why a person must release this version; absent once they did. Silence never lifts it. */
  readonly hold?: NonNullable<NoteStated['hold']>;
  readonly title?: string;
  readonly serviceDate?: string;
  readonly serviceAt?: string;
  readonly author?: PartyClaim;
  readonly signer?: PartyClaim;
  readonly signedAt?: string;
  /** Confirmed deliveries of any version. */
  readonly deliveries: readonly {
    readonly partnerId: string;
    readonly contentSha256: string;
    readonly at: string;
  }[];
};

type NoteFact = NoteStated | NoteDelivered | NoteReleased;

/** Folds the facts about documents (in ledger order) into documents; an addendum or replacement continues its parent. */
export function foldNotes(
  facts: readonly LedgerFact<NoteFact>[],
  isPatientProtected: boolean,
): readonly NoteView[] {
  const parents = parentKeys(facts);
  const chains = new Map<string, LedgerFact<NoteFact>[]>();
  for (const entry of facts) {
    const key = rootOf(documentKey(entry.fact.documentId), parents);
    const chain = chains.get(key);
    if (chain) chain.push(entry);
    else chains.set(key, [entry]);
  }
  return [...chains].flatMap(([key, chain]) => foldChain(key, chain, isPatientProtected) ?? []);
}

export function documentKey(id: Identifier): string {
  return `${id.system}|${id.value}`;
}

function foldChain(
  key: string,
  chain: readonly LedgerFact<NoteFact>[],
  isPatientProtected: boolean,
): NoteView | undefined {
  const statements = chain.flatMap((entry) =>
    entry.fact.kind === 'note_stated' ? [{ ...entry, fact: entry.fact }] : [],
  );
  const last = statements.at(-1);
  if (!last) return undefined;
  const finals = statements.filter((entry) => entry.fact.status === 'final' && entry.fact.content.length > 0);
  const versions = new Set(finals.map((entry) => contentHash(entry.fact)));
  // A status change without content (T03, or T04 of a terse sender) speaks of the content that came before.
  const shown = statements.findLast((entry) => entry.fact.content.length > 0) ?? last;
  const contentSha256 = contentHash(shown.fact);
  const isReleased = chain.some(
    ({ fact: other }) => other.kind === 'note_released' && other.contentSha256 === contentSha256,
  );
  const hold =
    latestOf(statements.map((entry) => entry.fact)).hold ??
    (isPatientProtected ? 'protected_patient' : undefined);
  const { fact } = last;
  return {
    key,
    documentId: fact.documentId,
    status: fact.status,
    statusAt: fact.effectiveAt,
    version: versions.size,
    contentSha256,
    content: shown.fact.content,
    isAmendment: versions.size > 1 || finals.some((entry) => entry.fact.isAmendment),
    deliveries: chain.flatMap(({ fact: other }) =>
      other.kind === 'note_delivered'
        ? [{ partnerId: other.partnerId, contentSha256: other.contentSha256, at: other.effectiveAt }]
        : [],
    ),
    ...defined({
      firstFinalAt: statements.find((entry) => entry.fact.status === 'final')?.fact.effectiveAt,
      messageId: shown.messageId,
      contentProblem: shown.fact.contentProblem,
      ...latestOf(statements.map((entry) => entry.fact)),
      hold: isReleased ? undefined : hold,
    }),
  };
}

function latestOf(facts: readonly NoteStated[]) {
  const pick = <K extends keyof NoteStated>(field: K) =>
    facts.findLast((fact) => fact[field] !== undefined)?.[field];
  return {
    title: pick('title'),
    serviceDate: pick('serviceDate'),
    serviceAt: pick('serviceAt'),
    author: pick('author'),
    signer: pick('signer'),
    signedAt: pick('signedAt'),
    hold: pick('hold'),
  };
}

function contentHash(fact: NoteStated): string {
  return fact.content.map((part) => part.sha256).join('+');
}

function parentKeys(facts: readonly LedgerFact<NoteFact>[]): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  for (const { fact } of facts) {
    if (fact.kind !== 'note_stated' || !fact.parentId) continue;
    parents.set(documentKey(fact.documentId), documentKey(fact.parentId));
  }
  return parents;
}

/** Follows TXA-13 up to the first document. A cycle (a sender's slip) ends where it was entered. */
function rootOf(key: string, parents: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let current = key;
  while (!seen.has(current)) {
    seen.add(current);
    const parent = parents.get(current);
    if (parent === undefined) return current;
    current = parent;
  }
  return [...seen].toSorted()[0] ?? key;
}
