import { expect, test } from 'vitest';
import { readPublicForm } from './read-public.ts';

const type = 'multipart/form-data; boundary=zz';
const head = '--zz\r\nContent-Disposition: form-data; name="family"\r\n\r\nZZTESTROE\r\n';
const fileHead = '--zz\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF';

/** A form whose picture stays open until the test lets it end. */
function slow(bytes: number) {
  let finish: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(Buffer.from(head + fileHead));
      controller.enqueue(Buffer.alloc(bytes));
      finish = () => {
        controller.enqueue(Buffer.from('\r\n--zz--\r\n'));
        controller.close();
      };
    },
  });
  return { read: readPublicForm(body as Parameters<typeof readPublicForm>[0], type), finish: () => finish() };
}

test('pictures of many strangers at once do not fill the memory; who has to come back loses no word', async () => {
  const open = Array.from({ length: 6 }, () => slow(9 * 1024 * 1024));

  const refused = await Promise.race(open.map(({ read }) => read));
  expect(refused.fields).toEqual({ family: 'ZZTESTROE' });
  expect(refused.problem?.problem).toContain('send once more');

  for (const { finish } of open) finish();
  const all = await Promise.all(open.map(({ read }) => read));
  expect(all.filter(({ picture }) => picture !== undefined).length).toBeGreaterThanOrEqual(4);
  const later = slow(9 * 1024 * 1024);
  later.finish();
  expect((await later.read).picture?.length).toBe(9 * 1024 * 1024 + 4);
});
