import type { Containment } from '../../contained/contain.ts';
import { contain } from '../../contained/contain.ts';
import { Failure } from '../../lib/failure.ts';
import type { OpenReader } from '../../sdk/reader.ts';
import type { TesseractSettings } from './config.ts';
import type { ReadAnswer, ReadRequest } from './requests.ts';

/**
 * Name, version of the engine, and the version of what is done around it: raise the last whenever the same page would give other
 * words.
 */
export const READER = 'tesseract@7.0.0+8';

const MEGABYTE = 1024 * 1024;
/** Behind everything else: a referral that waits for its words must not hold up an HL7 message. */
const NICENESS = 10;

export function openTesseract(settings: TesseractSettings, workers: number): OpenReader {
  const { network } = settings;
  const memoryBytes = settings.memoryMegabytes * MEGABYTE;
  const { run, close }: Containment<ReadRequest, ReadAnswer> = contain({
    entry: new URL('child.ts', import.meta.url),
    limits: { timeMs: settings.pageSeconds * 1000, memoryBytes },
    children: workers,
    niceness: NICENESS,
    recycleBytes: Math.round(memoryBytes * RECYCLE_SHARE),
    idleMs: settings.idleMinutes * 60_000,
    lost: { code: 'reader-lost', process: 'The process that reads pages' },
  });
  return {
    read: async (image, { turn, signal }) => {
      const { bytes, dpiX, dpiY } = image;
      const request: ReadRequest = { do: 'page', network, dpiX, dpiY, ...(turn !== undefined && { turn }) };
      const result = await run(request, bytes, { stopped: STOPPED, ...(signal && { signal }) });
      if (result.answer.did !== 'page') throw mixedUp();
      const { width, height, dpi, mediaType, ...reading } = result.answer.page;
      return {
        ...reading,
        reader: `${READER}.${network}`,
        image: { bytes: result.bytes, mediaType, width, height, dpiX: dpi, dpiY: dpi },
      };
    },
    readRegions: async (image, regions, { signal }) => {
      if (regions.length === 0) return [];
      const request: ReadRequest = { do: 'regions', network, dpi: image.dpiX, regions };
      const { answer } = await run(request, image.bytes, { stopped: STOPPED, ...(signal && { signal }) });
      if (answer.did !== 'regions') throw mixedUp();
      return answer.regions;
    },
    close: () => Promise.resolve(close()),
  };
}

const STOPPED = { code: 'page-stopped', work: 'Reading the page' };
/** A process that has grown this far is replaced between two pages. */
const RECYCLE_SHARE = 0.5;

function mixedUp(): Failure {
  return new Failure('transient', 'reader-lost', 'The process that reads pages answered another question.');
}
