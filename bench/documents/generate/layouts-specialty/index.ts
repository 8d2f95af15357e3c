import type { Layout } from '../layout.ts';

export const specialtyLayouts: readonly Layout[] = [];
