import type { z } from 'zod';
import type { Reader } from '../../sdk/reader.ts';
import { tesseractConfig } from './config.ts';
import { openTesseract } from './open.ts';

/** Tesseract 5 (LSTM, English) in processes of its own on this machine. */
export const tesseract: Reader<z.input<typeof tesseractConfig>> = {
  name: 'tesseract',
  summary: 'Reads pages on this machine with Tesseract; nothing leaves it',
  config: tesseractConfig,
  open: ({ config, workers }) => Promise.resolve(openTesseract(tesseractConfig.parse(config), workers)),
};
