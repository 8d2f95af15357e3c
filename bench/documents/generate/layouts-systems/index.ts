import type { Layout } from '../layout.ts';
import { ambulatoryOrder } from './ambulatory-order.ts';
import { communityCare } from './community-care.ts';
import { dictated } from './dictated.ts';
import { imagingRequisition } from './imaging-requisition.ts';
import { navigatorFax } from './navigator-fax.ts';
import { planNotice } from './plan-notice.ts';

/** What comes out of record systems, health plans, hospitals and dictation. */
export const systemsLayouts: readonly Layout[] = [
  ambulatoryOrder,
  planNotice,
  communityCare,
  dictated,
  imagingRequisition,
  navigatorFax,
];
