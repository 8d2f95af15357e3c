import { codeOf, Failure, fateOf } from './failure.ts';

/**
 * Text that is made piece by piece, as the body of an answer. What fails halfway breaks the answer off, so that nobody takes half a file for a whole
 * one; of the error only fate and code are passed on, since its words may hold values. Who leaves early ends the work.
 */
export function streamText(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      } catch (error) {
        controller.error(new Failure(fateOf(error), codeOf(error), 'The file could not be made to its end.'));
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
