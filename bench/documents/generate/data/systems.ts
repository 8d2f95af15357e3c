import type { CaseData } from '../case.ts';
import { lines } from './diagnoses.ts';

export const systemsCases: CaseData = { lines };
