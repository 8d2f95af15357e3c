import type { Layout } from '../layout.ts';
import { boxedForm } from './boxed-form.ts';
import { coverAndForm } from './cover-and-form.ts';
import { denseForm } from './dense-form.ts';
import { discharge } from './discharge.ts';
import { emrOrder } from './emr-order.ts';
import { insurerAuthorisation } from './insurer-authorisation.ts';
import { letter } from './letter.ts';
import { linedForm } from './lined-form.ts';
import { plainLetter } from './plain-letter.ts';
import { shortNote } from './short-note.ts';
import { tableForm } from './table-form.ts';

/** The ways of referring the reading may be tuned on. */
export const seenLayouts: readonly Layout[] = [
  boxedForm,
  tableForm,
  emrOrder,
  letter,
  plainLetter,
  coverAndForm,
  denseForm,
  discharge,
  insurerAuthorisation,
  linedForm,
  shortNote,
];
