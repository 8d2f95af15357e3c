import type { Layout } from '../layout.ts';
import { coverMessage } from './cover-message.ts';
import { dischargeDesk } from './discharge-desk.ts';
import { faceSheet } from './face-sheet.ts';
import { footLetter } from './foot-letter.ts';
import { mailPrint } from './mail-print.ts';
import { numberedItems } from './numbered-items.ts';
import { nurseNote } from './nurse-note.ts';
import { planSlip } from './plan-slip.ts';
import { rxPad } from './rx-pad.ts';
import { sheetGrid } from './sheet-grid.ts';
import { twoTongues } from './two-tongues.ts';
import { urgentVisit } from './urgent-visit.ts';
import { wordForm } from './word-form.ts';

/** What small offices, schools, clinics and plans send on paper of their own making. */
export const practicesLayouts: readonly Layout[] = [
  wordForm,
  sheetGrid,
  coverMessage,
  footLetter,
  rxPad,
  faceSheet,
  urgentVisit,
  planSlip,
  twoTongues,
  nurseNote,
  dischargeDesk,
  mailPrint,
  numberedItems,
];
