import { serveThread } from '../../contained/serve-thread.ts';
import { builtInDiagnoses, diagnosisList, type DiagnosisList } from '../../domain/document/diagnoses.ts';
import { understandPages } from '../../domain/document/understand.ts';
import type { Understood, UnderstandRequest } from './understand-apart.ts';

/** The list of codes that was asked for last: an edition has some 74,000. */
let known: { readonly count: number; readonly list: DiagnosisList } = { count: 0, list: builtInDiagnoses };

/** Entry of the thread that makes sense of pages (`understand-apart.ts`). */
serveThread(
  ({ pages, context, codes }: UnderstandRequest): Understood => {
    if (codes.entries) known = { count: codes.count, list: diagnosisList(codes.entries, true) };
    else if (codes.count === 0) known = { count: 0, list: builtInDiagnoses };
    if (known.count !== codes.count) return 'codes';
    return understandPages(pages, { ...context, diagnoses: known.list });
  },
  { code: 'not-understood', message: 'Making sense of pages met an error nobody foresaw' },
);
