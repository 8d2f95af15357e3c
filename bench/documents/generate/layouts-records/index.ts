import type { Layout } from '../layout.ts';
import { barcodeRequisition } from './barcode-requisition.ts';
import { ccdaPrint } from './ccda-print.ts';
import { chartCoverage } from './chart-coverage.ts';
import { consultSf513 } from './consult-sf513.ts';
import { eConsult } from './e-consult.ts';
import { inboxPrint } from './inbox-print.ts';
import { mergeLetter } from './merge-letter.ts';
import { orderDetail } from './order-detail.ts';
import { orderReprint } from './order-reprint.ts';
import { portalRequest } from './portal-request.ts';
import { referralSummary } from './referral-summary.ts';
import { visitNote } from './visit-note.ts';

/** What the big record systems, portals and exchanges print of a referral. */
export const recordsLayouts: readonly Layout[] = [
  orderReprint,
  referralSummary,
  orderDetail,
  chartCoverage,
  consultSf513,
  visitNote,
  mergeLetter,
  barcodeRequisition,
  portalRequest,
  ccdaPrint,
  eConsult,
  inboxPrint,
];
