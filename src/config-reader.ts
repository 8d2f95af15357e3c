import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** Which reader turns pictures of pages into words, and how many pages it reads at once. */
export type ReaderConfig =
  | { readonly name: 'tesseract'; readonly workers: number }
  | {
      readonly name: 'http';
      readonly workers: number;
      readonly url: string;
      /** Name and version. */
      readonly identity: string;
      readonly token?: string;
    };

/** More at once only crowd the machine's memory. */
const MOST_WORKERS = 4;

export const readerSettings = {
  READER: z.enum(['tesseract', 'http'], 'is neither tesseract nor http'),
  READER_WORKERS: z
    .string()
    .regex(/^[1-9]\d?$/, 'is not a number from 1 to 99')
    .transform(Number)
    .optional(),
  READER_URL: z.url({ protocol: /^https?$/, error: 'is not an http address' }).optional(),
  READER_IDENTITY: z
    .string()
    .regex(/^[a-z0-9._-]+@[a-z0-9._+-]+$/i, 'is not name@version')
    .optional(),
  READER_TOKEN: z.string().min(1).optional(),
};

export const readerHints = {
  READER:
    'who reads the pages of faxes and mails: tesseract (on this machine) or http (a reader of your own)',
  READER_WORKERS: 'pages read at once; as many as the machine has processors, four at most, when unset',
  READER_URL: 'for READER=http: where pages are posted, https://reader.practice.example/read',
  READER_IDENTITY:
    'for READER=http: its name and version, such as our-model@3; pages are read again when it changes',
  READER_TOKEN: 'for READER=http: sent as a bearer token',
};

export const READER_DEFAULTS = { READER: 'tesseract' };

type ReaderValues = {
  readonly READER: 'tesseract' | 'http';
  readonly READER_WORKERS?: number | undefined;
  readonly READER_URL?: string | undefined;
  readonly READER_IDENTITY?: string | undefined;
  readonly READER_TOKEN?: string | undefined;
};

export function toReaderConfig(data: ReaderValues): ReaderConfig {
  const workers = data.READER_WORKERS ?? Math.min(MOST_WORKERS, availableParallelism());
  if (data.READER === 'tesseract') return { name: 'tesseract', workers };
  return {
    name: 'http',
    workers,
    url: data.READER_URL ?? '',
    identity: data.READER_IDENTITY ?? '',
    ...(data.READER_TOKEN === undefined ? {} : { token: data.READER_TOKEN }),
  };
}

/** What a reader of one's own cannot do without. */
export function missingReaderSettings(
  given: Readonly<Record<string, string>>,
): readonly ('READER_URL' | 'READER_IDENTITY')[] {
  if (given['READER'] !== 'http') return [];
  return (['READER_URL', 'READER_IDENTITY'] as const).filter((name) => given[name] === undefined);
}
