/** What makes one set of faxes unlike another: its layouts, its words, what is referred for, and what happens to its pages. */
import type { CaseData } from './case.ts';
import { lines } from './data/diagnoses.ts';
import { practicesCases } from './data/practices.ts';
import { recordsCases } from './data/records.ts';
import { specialtyCases } from './data/specialty.ts';
import { systemsCases } from './data/systems.ts';
import type { Layout } from './layout.ts';
import { seenLayouts } from './layouts/index.ts';
import { practicesLayouts } from './layouts-practices/index.ts';
import { recordsLayouts } from './layouts-records/index.ts';
import { specialtyLayouts } from './layouts-specialty/index.ts';
import { systemsLayouts } from './layouts-systems/index.ts';
import { unseenLayouts } from './layouts-unseen/index.ts';
import { laterLayouts, variedLayouts } from './layouts-varied/index.ts';
import type { Luck } from './luck.ts';
import { usualWear, type Wear } from './noise.ts';
import { unseenWear } from './noise-unseen.ts';
import type { Resolution, SetName } from './truth.ts';
import { seenWordings, type Wordings } from './wordings.ts';
import { practicesWordings } from './wordings-practices.ts';
import { recordsWordings } from './wordings-records.ts';
import { specialtyWordings } from './wordings-specialty.ts';
import { systemsWordings } from './wordings-systems.ts';
import { unseenWordings } from './wordings-unseen.ts';
import { variedWordings } from './wordings-varied.ts';

export type FaxSet = {
  readonly layouts: readonly Layout[];
  /** A label is picked from one of these, each as often as it stands here. */
  readonly wordings: readonly Wordings[];
  readonly cases: CaseData;
  readonly wear: (luck: Luck, resolution: Resolution) => Wear;
};

const common: CaseData = { lines };

const sets: Readonly<Record<SetName, FaxSet>> = {
  seen: { layouts: seenLayouts, wordings: [seenWordings], cases: common, wear: usualWear },
  varied: { layouts: variedLayouts, wordings: mostly(variedWordings), cases: common, wear: usualWear },
  later: { layouts: laterLayouts, wordings: mostly(variedWordings), cases: common, wear: usualWear },
  systems: {
    layouts: systemsLayouts,
    wordings: mostly(systemsWordings),
    cases: systemsCases,
    wear: usualWear,
  },
  practices: {
    layouts: practicesLayouts,
    wordings: mostly(practicesWordings),
    cases: practicesCases,
    wear: usualWear,
  },
  specialty: {
    layouts: specialtyLayouts,
    wordings: mostly(specialtyWordings),
    cases: specialtyCases,
    wear: usualWear,
  },
  records: {
    layouts: recordsLayouts,
    wordings: mostly(recordsWordings),
    cases: recordsCases,
    wear: usualWear,
  },
  unseen: { layouts: unseenLayouts, wordings: mostly(unseenWordings), cases: common, wear: unseenWear },
};

export function setOf(name: SetName): FaxSet {
  return sets[name];
}

/** New forms call most things, not all, what nobody has seen. */
function mostly(wordings: Wordings): readonly Wordings[] {
  return [wordings, wordings, seenWordings];
}
