import { serveContained } from '../../contained/serve.ts';
import { openEngine } from './engine.ts';
import { readPage } from './read-page.ts';
import { readRegions } from './read-regions.ts';
import type { ReadAnswer, ReadRequest } from './requests.ts';

const NOTHING = new Uint8Array(0);

/** A process that reads pages, one at a time. It is ended from outside when one takes too long or too much. */
const engine = await openEngine();

await serveContained<ReadRequest, ReadAnswer>(
  async (request, picture) => {
    if (request.do === 'page') {
      const { page, bytes } = await readPage(engine, picture, request);
      return { answer: { did: 'page', page }, bytes };
    }
    return {
      answer: { did: 'regions', regions: await readRegions(engine, picture, request) },
      bytes: NOTHING,
    };
  },
  { code: 'page-not-readable', message: 'The process that reads pages failed' },
);
