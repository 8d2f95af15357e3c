import type { ReaderConfig } from './config-reader.ts';
import { http } from './readers/http/index.ts';
import { tesseract } from './readers/tesseract/index.ts';
import type { OpenReader } from './sdk/reader.ts';

/** The reader the configuration names. Its processes start with the first page. */
export function openReader(config: ReaderConfig): Promise<OpenReader> {
  const { workers } = config;
  if (config.name === 'tesseract') return tesseract.open({ config: {}, workers });
  const { url, identity, token } = config;
  return http.open({ config: { url, identity, ...(token === undefined ? {} : { token }) }, workers });
}
