import { serveThread } from '../../contained/serve-thread.ts';
import {
  builtInDiagnoses,
  diagnosisList,
  type DiagnosisList,
} from '../../domain/document/knowledge/diagnoses.ts';
import { understandPages } from '../../domain/document/understand.ts';
import type { Understood, UnderstandRequest } from './understand-apart.ts';

/** The list of codes that was asked for last: an edition has some 74,000. */
let known: { readonly edition: string | undefined; readonly list: DiagnosisList } = {
  edition: undefined,
  list: builtInDiagnoses,
};

/** Entry of the thread that makes sense of pages (`understand-apart.ts`). */
serveThread(
  ({ pages, context, codes }: UnderstandRequest): Understood => {
    if (codes.entries) known = { edition: codes.edition, list: diagnosisList(codes.entries, true) };
    else if (codes.edition === undefined) known = { edition: undefined, list: builtInDiagnoses };
    if (known.edition !== codes.edition) return 'codes';
    return understandPages(pages, { ...context, diagnoses: known.list });
  },
  { code: 'not-understood', message: 'Making sense of pages met an error nobody foresaw' },
);
