import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeReader } from '../../../test/contracts/reader.ts';
import { PRINTED, printedPage } from '../../../test/support/printed-page.ts';
import type { OpenReader, PageImage, PageReading } from '../../sdk/reader.ts';
import { http } from './index.ts';

/** A practice's own reader: it knows the one page of these tests by heart, and says where the words stand at this resolution. */
type Question = {
  readonly task: 'page' | 'regions';
  readonly image: { readonly dpi: number; readonly base64: string; readonly mediaType: string };
  readonly regions?: readonly { readonly box: { readonly x: number; readonly width: number } }[];
};
type Reply = (
  question: Question,
  authorization: string | undefined,
) => { readonly status?: number; readonly body: unknown };

function knowing({ task, image, regions }: Question): { readonly body: unknown } {
  if (task === 'regions') {
    const read = regions?.map(({ box }) =>
      box.width === 50 ? { text: '', confidence: 0 } : { text: 'ZZTEST,', confidence: 0.9 },
    );
    return { body: { regions: read } };
  }
  const words = PRINTED.flatMap((line, at) =>
    line.split(' ').map((word, place) => ({
      text: word,
      box: {
        x: image.dpi * (1 + place / 2),
        y: image.dpi * (1.86 + at * 0.4),
        width: 80.4,
        height: image.dpi * 0.14,
      },
      confidence: 0.9,
      line: at,
    })),
  );
  return { body: { words } };
}

let reply: Reply = knowing;
const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const question = JSON.parse(await text(request)) as Question;
    const { status = 200, body } = reply(question, request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  void answer();
});

async function url(): Promise<string> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/read`;
}

describeReader({
  reader: http,
  config: async () => ({ url: await url(), identity: 'house-model@3' }),
  badConfigs: [
    { field: 'url', config: { url: 'ftp://reader.example', identity: 'a@1' } },
    { field: 'identity', config: { url: 'https://reader.example/read', identity: 'no version' } },
    {
      field: 'timeoutSeconds',
      config: { url: 'https://reader.example/read', identity: 'a@1', timeoutSeconds: 0 },
    },
  ],
});

describe('a reader that misbehaves', () => {
  let page: PageImage;
  let open: OpenReader;
  beforeAll(async () => {
    page = await printedPage();
    open = await http.open({
      config: { url: await url(), identity: 'house-model@3', token: 'secret' },
      workers: 1,
    });
  });
  afterAll(async () => {
    await open.close();
    server.closeAllConnections();
    server.close();
  });

  async function read(answer: Reply): Promise<PageReading> {
    reply = answer;
    return await open.read(page, {});
  }

  test('is asked with the token and an upright PNG', async () => {
    const asked: [string | undefined, string][] = [];
    await read((question, authorization) => {
      asked.push([authorization, question.image.mediaType]);
      return { body: { words: [] } };
    });

    expect(asked).toEqual([['Bearer secret', 'image/png']]);
  });

  test.each([
    ['words that are none', { words: [{ text: 7 }] }, /words\.0/],
    [
      'a confidence of 95',
      { words: [{ text: 'a', box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 95, line: 0 }] },
      /confidence/,
    ],
    ['nothing', {}, /words/],
  ])('answers with %s: refused for good, by the name of the place', async (_name, body, words) => {
    await expect(read(() => ({ body }))).rejects.toMatchObject({
      fate: 'permanent',
      code: 'reader-answer-wrong',
      message: expect.stringMatching(words) as string,
    });
  });

  test.each([
    ['is busy', { status: 503, body: {} }, { fate: 'transient', code: 'http-503' }],
    ['says no', { status: 401, body: {} }, { fate: 'permanent', code: 'http-401' }],
    ['speaks no JSON', { body: '<html>' }, { fate: 'transient', code: 'answer-unreadable' }],
  ])('%s', async (_name, answer, failure) => {
    await expect(read(() => answer)).rejects.toMatchObject(failure);
  });

  test('rings are marks of their own, and always drawn; boxes to tick need not say that they are none', async () => {
    const box = { x: 10, y: 10, width: 60, height: 30 };
    const { marks } = await read(() => ({
      body: {
        words: [],
        marks: [
          { box, isMarked: false, confidence: 0.9 },
          { box, isMarked: false, confidence: 0.8, isRing: true },
        ],
      },
    }));

    expect(marks).toEqual([
      { box, isMarked: false, confidence: 0.9 },
      { box, isMarked: true, confidence: 0.8, isRing: true },
    ]);
  });

  test('boxes beyond the page are cut at its edge', async () => {
    const at = (x: number, y: number) => ({
      text: 'edge',
      box: { x, y, width: 100, height: 20 },
      confidence: 1,
      line: 0,
    });
    const { words, image } = await read(() => ({ body: { words: [at(-40, 5), at(5000, 5)] } }));

    expect(words.map((word) => word.box)).toEqual([{ x: 0, y: 5, width: 60, height: 20 }]);
    expect(image.width).toBeLessThan(5000);
  });
});
