import type { FieldName } from '../fields.ts';
import type { Found } from '../values/found.ts';

/** Takes what was found in a part of the text that begins at `from`. */
export type Add = (
  field: FieldName,
  from: number,
  found: Found | undefined,
  score: number,
  evidence: string,
) => void;
