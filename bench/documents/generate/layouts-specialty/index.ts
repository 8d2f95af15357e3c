import type { Layout } from '../layout.ts';
import { behavioralStory } from './behavioral-story.ts';
import { eyeLetter } from './eye-letter.ts';
import { homeHealth485 } from './home-health-485.ts';
import { imagingSidebar } from './imaging-sidebar.ts';
import { oncologyTwoPages } from './oncology-two-pages.ts';
import { openAccessScope } from './open-access-scope.ts';
import { orthoIntake } from './ortho-intake.ts';
import { pediatricRx } from './pediatric-rx.ts';
import { referBlocks } from './refer-blocks.ts';
import { ringCardiology } from './ring-cardiology.ts';
import { sleepColumns } from './sleep-columns.ts';

/** What specialists have printed for those who send them patients. */
export const specialtyLayouts: readonly Layout[] = [
  orthoIntake,
  ringCardiology,
  openAccessScope,
  behavioralStory,
  imagingSidebar,
  pediatricRx,
  sleepColumns,
  oncologyTwoPages,
  eyeLetter,
  homeHealth485,
  referBlocks,
];
