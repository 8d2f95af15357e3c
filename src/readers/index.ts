import type { Reader } from '../sdk/reader.ts';
import { http } from './http/index.ts';
import { tesseract } from './tesseract/index.ts';

/**
 * Every reader of pages. A reader's config type is forgotten here because nothing that walks this list knows it: parse the config
 * with the reader's own schema before opening it.
 */
export const readers: readonly Reader<unknown>[] = [http as Reader<unknown>, tesseract as Reader<unknown>];
