import type { Layout } from '../layout.ts';
import { boxedForm } from './boxed-form.ts';
import { emrOrder } from './emr-order.ts';
import { letter } from './letter.ts';
import { tableForm } from './table-form.ts';

/** The ways of referring the reading may be tuned on. */
export const seenLayouts: readonly Layout[] = [boxedForm, tableForm, emrOrder, letter];
