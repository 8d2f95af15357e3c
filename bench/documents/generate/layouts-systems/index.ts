import type { Layout } from '../layout.ts';

export const systemsLayouts: readonly Layout[] = [];
