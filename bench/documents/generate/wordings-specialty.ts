import { variedWordings } from './wordings-varied.ts';
import type { Wordings } from './wordings.ts';

export const specialtyWordings: Wordings = variedWordings;
