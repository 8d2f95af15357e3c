import type { Layout } from '../layout.ts';
import { captionColumns } from './caption-columns.ts';
import { clinicSlip } from './clinic-slip.ts';
import { coverReferral } from './cover-referral.ts';
import { faxStrip } from './fax-strip.ts';
import { framedSections } from './framed-sections.ts';
import { groupLocations } from './group-locations.ts';
import { infusionOrder } from './infusion-order.ts';
import { painTwoPages } from './pain-two-pages.ts';
import { schoolTelehealth } from './school-telehealth.ts';
import { toothChart } from './tooth-chart.ts';
import { transferSheet } from './transfer-sheet.ts';
import { transitionCare } from './transition-care.ts';
import { workComp } from './work-comp.ts';

/** What specialty groups give to those who refer to them, and what community clinics send. */
export const communityLayouts: readonly Layout[] = [
  groupLocations,
  captionColumns,
  framedSections,
  painTwoPages,
  faxStrip,
  infusionOrder,
  toothChart,
  clinicSlip,
  workComp,
  transferSheet,
  schoolTelehealth,
  transitionCare,
  coverReferral,
];
