import { contain } from '../../contained/contain.ts';
import { fetchJson } from '../../sdk/http-client.ts';
import type { OpenReader, PageImage, RegionRequest, Turn } from '../../sdk/reader.ts';
import { pageWordsOf, regionsOf } from './answer.ts';
import type { StraightenAnswer, StraightenRequest } from './child.ts';
import type { HttpReaderSettings } from './config.ts';

const MEGABYTE = 1024 * 1024;

/** Pages are made upright and straight here, so that whoever reads them need only read. */
export function openHttpReader(settings: HttpReaderSettings, workers: number): OpenReader {
  const straightener = contain<StraightenRequest, StraightenAnswer>({
    entry: new URL('child.ts', import.meta.url),
    limits: { timeMs: 20_000, memoryBytes: 600 * MEGABYTE },
    children: Math.min(2, workers),
    niceness: 10,
    lost: { code: 'reader-lost', process: 'The process that straightens pages' },
  });
  const ask = async (question: object, image: PageImage, signal: AbortSignal | undefined): Promise<unknown> =>
    await post(settings, { ...question, image: pictureOf(image) }, signal);
  return {
    read: async (image, { turn, signal }) => {
      const { page, ...stance } = await straightened(image, turn, signal, straightener.run);
      const answer = await ask({ task: 'page' }, page, signal);
      return {
        reader: settings.identity,
        image: page,
        ...stance,
        ...pageWordsOf(answer, page),
        problems: [],
      };
    },
    readRegions: async (image, regions, { signal }) => {
      if (regions.length === 0) return [];
      const question = {
        task: 'regions',
        regions: regions.map(({ box, expects, isSecond }: RegionRequest) => ({ box, expects, isSecond })),
      };
      return regionsOf(await ask(question, image, signal), regions.length);
    },
    close: () => Promise.resolve(straightener.close()),
  };
}

type Straightened = { readonly page: PageImage; readonly turn: Turn; readonly skewDegrees: number };

async function straightened(
  image: PageImage,
  turn: Turn | undefined,
  signal: AbortSignal | undefined,
  run: ReturnType<typeof contain<StraightenRequest, StraightenAnswer>>['run'],
): Promise<Straightened> {
  const request = { dpiX: image.dpiX, dpiY: image.dpiY, ...(turn !== undefined && { turn }) };
  const stopped = { code: 'page-stopped', work: 'Straightening the page' };
  const { answer, bytes } = await run(request, image.bytes, { stopped, ...(signal && { signal }) });
  const { width, height, dpi } = answer;
  return {
    turn: answer.turn,
    skewDegrees: answer.skewDegrees,
    page: { bytes, mediaType: 'image/png', width, height, dpiX: dpi, dpiY: dpi },
  };
}

function pictureOf({ bytes, mediaType, width, height, dpiX }: PageImage): object {
  return { mediaType, width, height, dpi: dpiX, base64: Buffer.from(bytes).toString('base64') };
}

/** An answer larger than this is no list of words. */
const MOST_BYTES = 16 * MEGABYTE;

async function post(
  { url, token, timeoutSeconds }: HttpReaderSettings,
  question: object,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return await fetchJson(
    url,
    { method: 'POST', headers, body: JSON.stringify(question) },
    {
      hosts: [new URL(url).hostname],
      maxBytes: MOST_BYTES,
      timeoutMs: timeoutSeconds * 1000,
      ...(signal && { signal }),
    },
  );
}
