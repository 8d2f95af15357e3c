import type { Layout } from '../layout.ts';
import { consultLetter } from './consult-letter.ts';
import { dentalForm } from './dental-form.ts';
import { matrixOrder } from './matrix-order.ts';
import { optometryForm } from './optometry-form.ts';
import { portalPrintout } from './portal-printout.ts';
import { therapyPrescription } from './therapy-prescription.ts';

/** HELD OUT: ways of referring nothing may be tuned on. */
export const unseenLayouts: readonly Layout[] = [
  optometryForm,
  therapyPrescription,
  portalPrintout,
  matrixOrder,
  dentalForm,
  consultLetter,
];
