import type { Layout } from '../layout.ts';
import { gridIntake } from './grid-intake.ts';
import { headerTable } from './header-table.ts';
import { memoLetter } from './memo-letter.ts';
import { officeMail } from './office-mail.ts';
import { recordPrint } from './record-print.ts';
import { sidebarLetter } from './sidebar-letter.ts';
import { splitForm } from './split-form.ts';
import { stickerForm } from './sticker-form.ts';
import { tickOrder } from './tick-order.ts';
import { underLine } from './under-line.ts';
import { urgentFax } from './urgent-fax.ts';

/** More ways of referring the reading may be tuned on, unlike the first ones. */
export const variedLayouts: readonly Layout[] = [
  gridIntake,
  sidebarLetter,
  underLine,
  recordPrint,
  headerTable,
  officeMail,
  stickerForm,
  tickOrder,
];

/** Added after the reading was made better on the ones above: how they did when they were first seen is told in bench/results. */
export const laterLayouts: readonly Layout[] = [urgentFax, splitForm, memoLetter];
