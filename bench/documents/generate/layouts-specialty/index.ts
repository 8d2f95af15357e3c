import type { Layout } from '../layout.ts';
import { behavioralStory } from './behavioral-story.ts';
import { imagingSidebar } from './imaging-sidebar.ts';
import { openAccessScope } from './open-access-scope.ts';
import { orthoIntake } from './ortho-intake.ts';
import { ringCardiology } from './ring-cardiology.ts';

/** What specialists have printed for those who send them patients. */
export const specialtyLayouts: readonly Layout[] = [
  orthoIntake,
  ringCardiology,
  openAccessScope,
  behavioralStory,
  imagingSidebar,
];
