import { serveContained } from '../../contained/serve.ts';
import { openEngines } from './engine.ts';
import { readPage } from './read-page.ts';
import { readRegions } from './read-regions.ts';
import type { ReadAnswer, ReadRequest } from './requests.ts';

const NOTHING = new Uint8Array(0);

/** A process that reads pages, one at a time. It is ended from outside when one takes too long or too much. */
const engines = await openEngines();

await serveContained<ReadRequest, ReadAnswer>(
  async (request, picture) => {
    if (request.do === 'page') {
      const { page, bytes } = await readPage(engines(request.network), picture, request);
      return { answer: { did: 'page', page }, bytes };
    }
    return {
      answer: { did: 'regions', regions: await readRegions(engines, picture, request) },
      bytes: NOTHING,
    };
  },
  { code: 'page-not-readable', message: 'The process that reads pages failed' },
);
