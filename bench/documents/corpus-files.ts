/** Generated faxes as they were read, kept in a folder: one JSON file each. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadPage } from '../../src/domain/document/page.ts';
import type { PageImage } from '../../src/sdk/reader.ts';
import { makeWorld } from './generate/world.ts';
import type { FaxTruth, Resolution, SetName } from './generate/truth.ts';
import { drawFax } from './generate/fax.ts';
import { simulatePage } from './simulate.ts';

/** A fax, what is known of it, and what a reader made of its pages. */
export type CorpusFax = {
  readonly truth: FaxTruth;
  readonly pages: readonly ReadPage[];
  /** Milliseconds of each page; absent where nothing was read. */
  readonly tookMs?: readonly number[];
};

export type CorpusChoice = {
  readonly set: SetName;
  readonly seed: number;
  readonly resolution: Resolution | 'mixed';
  readonly kind?: 'single' | 'packet';
  readonly layout?: string;
  /** How many faxes. */
  readonly count: number;
  readonly handwriting?: number;
};

export const defaultFolder = join(tmpdir(), 'referloop-documents');

/** Simulated readings, made in memory at some 50 faxes a second. */
export async function simulatedCorpus({
  seed,
  count,
  ...options
}: CorpusChoice): Promise<readonly CorpusFax[]> {
  const world = makeWorld(seed);
  const faxes: CorpusFax[] = [];
  for (let number = 0; number < count; number += 1) {
    const { truth } = drawFax(world, number, { ...options, wear: 'usual' });
    faxes.push({ truth, pages: truth.pages.map((page) => simulatePage(truth, page)) });
  }
  return faxes;
}

/** All faxes kept in a folder, by name. */
export function loadCorpus(folder: string): readonly CorpusFax[] {
  if (!existsSync(folder))
    throw new Error(`No corpus in ${folder}: make one with bench/documents/corpus.ts.`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.again.json'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CorpusFax);
}

/** One fax that is kept. */
export function loadFax(folder: string, id: string): CorpusFax {
  return JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as CorpusFax;
}

export function isKept(folder: string, id: string): boolean {
  return existsSync(join(folder, `${id}.json`));
}

/** Whole or not at all. */
export function keep(folder: string, fax: CorpusFax): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${fax.truth.id}.json`);
  writeFileSync(`${file}.part`, JSON.stringify(fax));
  renameSync(`${file}.part`, file);
}

/** The upright pictures, for second opinions: `<id>.<page>.png` beside the words. */
export function keepImages(folder: string, id: string, images: readonly PageImage[]): void {
  mkdirSync(folder, { recursive: true });
  images.forEach((image, at) => writeFileSync(join(folder, imageName(id, at + 1)), image.bytes));
}

/** The picture the words of a page were read from. */
export function loadImage(folder: string, fax: CorpusFax, page: ReadPage): PageImage {
  const { width, height, dpi } = page;
  const bytes = readFileSync(join(folder, imageName(fax.truth.id, page.number)));
  const isJpeg = bytes[0] === 0xff;
  return { bytes, mediaType: isJpeg ? 'image/jpeg' : 'image/png', width, height, dpiX: dpi, dpiY: dpi };
}

const imageName = (id: string, page: number): string => `${id}.${page}.png`;
