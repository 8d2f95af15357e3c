import type { Layout } from '../layout.ts';
import { coverMessage } from './cover-message.ts';
import { footLetter } from './foot-letter.ts';
import { rxPad } from './rx-pad.ts';
import { sheetGrid } from './sheet-grid.ts';
import { wordForm } from './word-form.ts';

/** What small offices, schools, clinics and plans send on paper of their own making. */
export const practicesLayouts: readonly Layout[] = [wordForm, sheetGrid, coverMessage, footLetter, rxPad];
