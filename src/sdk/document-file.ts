import { z } from 'zod';
import type { ParcelDocument } from './destination.ts';

/** The end of a document's file name. */
export function extensionOf(mediaType: ParcelDocument['mediaType']): 'pdf' | 'tif' | 'xml' {
  return ({ 'application/pdf': 'pdf', 'image/tiff': 'tif', 'text/xml': 'xml' } as const)[mediaType];
}

/**
 * For settings of endpoints that may take a note as C-CDA (HL7 clinical document with the pages inside), which the partner's system files by
 * itself. Absent: PDF.
 */
export const documentFormat = z.enum(['pdf', 'ccda']).optional();
