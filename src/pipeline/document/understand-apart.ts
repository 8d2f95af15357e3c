import { openThread } from '../../contained/thread.ts';
import type { ReadPage } from '../../domain/document/page.ts';
import type { UnderstandContext } from '../../domain/document/understand.ts';
import type { RawDocument } from '../../domain/document/understanding.ts';
import type { Database } from '../../store/database.ts';
import { diagnosisEdition, listDiagnosisCodes } from '../../store/diagnosis-codes.ts';

/** Pages and what is known beside them. `entries`: the codes themselves, when the thread does not have this edition. */
export type UnderstandRequest = {
  readonly pages: readonly ReadPage[];
  readonly context: Omit<UnderstandContext, 'diagnoses'>;
  readonly codes: {
    /** Absent: none were imported. */
    readonly edition: string | undefined;
    readonly entries?: readonly (readonly [code: string, title: string])[];
  };
};

/** `codes`: ask again, with the codes. */
export type Understood = readonly RawDocument[] | 'codes';

/** Dense pages take half a second at worst; sixty times that is a page made to keep us busy. */
const thread = openThread<UnderstandRequest, Understood>({
  entry: new URL('understand-worker.ts', import.meta.url),
  timeMs: 30_000,
  // Two hundred dense pages take a third of it.
  memoryMb: 1_024,
  stopped: { code: 'not-understood', work: 'Making sense of pages' },
});

/** Ends the thread; call it when shutting down. */
export const closeUnderstanding = thread.close;

/**
 * `understandPages` on a thread of its own: it keeps a processor busy for tens of milliseconds a fax, and nobody who waits for an
 * acknowledgement shall wait for that.
 *
 * @throws Failure permanent `not-understood`: the pages took longer than 30 s or more than 1 GB, or met an error nobody foresaw; transient
 *   `not-understood-lost`: the thread broke down.
 */
export async function understandApart(
  db: Database,
  pages: readonly ReadPage[],
  context: UnderstandRequest['context'],
): Promise<readonly RawDocument[]> {
  const edition = await diagnosisEdition(db);
  const understood = await thread.run({ pages, context, codes: { edition } });
  if (understood !== 'codes') return understood;
  const entries = await listDiagnosisCodes(db);
  return (await thread.run({ pages, context, codes: { edition, entries } })) as readonly RawDocument[];
}
