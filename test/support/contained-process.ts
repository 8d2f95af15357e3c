import { serveContained } from '../../src/contained/serve.ts';
import { Failure } from '../../src/lib/failure.ts';

/** A child process for the tests of `src/contained/`: does what it is told to, good or bad. */
export type TestRequest =
  | { readonly do: 'count'; readonly parts: number; readonly bytes: number }
  | { readonly do: 'who' | 'hang' | 'fill' | 'fail' | 'throw' | 'abort' };

export type TestPart = { readonly part: number };

export type TestAnswer = {
  readonly pid: number;
  readonly environment: readonly string[];
  readonly echoed: number;
};

await serveContained<TestRequest, TestAnswer, TestPart>(
  async (request, payload, send) => {
    if (request.do === 'count') {
      for (let part = 1; part <= request.parts; part += 1)
        await send({ part }, new Uint8Array(request.bytes).fill(part));
    }
    if (request.do === 'hang') for (;;);
    if (request.do === 'abort') process.abort();
    if (request.do === 'fail') throw new Failure('permanent', 'test-failure', 'It failed as asked.');
    if (request.do === 'throw') throw new RangeError('secret words of a document');
    const kept: Uint8Array[] = [];
    while (request.do === 'fill') {
      kept.push(new Uint8Array(16 * 1024 * 1024).fill(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const answer = { pid: process.pid, environment: Object.keys(process.env), echoed: payload.byteLength };
    return { answer, bytes: payload };
  },
  { code: 'test-unforeseen', message: 'The test process failed' },
);
