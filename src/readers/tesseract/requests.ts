import type { QuarterTurn } from '../../formats/raster/bits.ts';
import type { TesseractSettings } from './config.ts';
import type { PageReading, RegionReading, RegionRequest } from '../../sdk/reader.ts';

/** What the process that reads is asked; the picture travels beside it. */
export type ReadRequest = { readonly network: TesseractSettings['network'] } & (
  | { readonly do: 'page'; readonly dpiX: number; readonly dpiY: number; readonly turn?: QuarterTurn }
  | { readonly do: 'regions'; readonly dpi: number; readonly regions: readonly RegionRequest[] }
);

/** A reading without its picture, which travels beside it, and without who read it. */
export type PageAnswer = Omit<PageReading, 'image' | 'reader'> & {
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  readonly mediaType: 'image/png' | 'image/jpeg';
};

export type ReadAnswer =
  | { readonly did: 'page'; readonly page: PageAnswer }
  | { readonly did: 'regions'; readonly regions: readonly RegionReading[] };

export type RegionsRequest = Extract<ReadRequest, { readonly do: 'regions' }>;
