import { expect, test } from 'vitest';
import { openUpload } from './open-upload.ts';

const boundary = 'ZZTEST-boundary';
const type = `multipart/form-data; boundary=${boundary}`;
const file = Buffer.concat([
  Buffer.from('npi,name\r\n'),
  Buffer.from(`--${boundary.slice(0, 5)}\r\n--x`),
  Buffer.alloc(3000, 0xe9),
]);
const part = (head: string, content: Buffer | string) =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
const whole = Buffer.concat([
  part('name="csrf"', 'secret'),
  part('name="kind"', 'outreach'),
  part('name="file"; filename="C:\\sheets\\a %22b%22.csv"\r\nContent-Type: text/csv', file),
  Buffer.from(`--${boundary}--\r\n`),
]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

const readAll = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};

test('fields come before the file, and the file is whole however the body is cut into pieces', async () => {
  for (const size of [1, 2, 3, 7, 64, 1000, whole.length]) {
    const form = await openUpload(inPieces(whole, size), type);

    expect(form.fields).toEqual({ csrf: 'secret', kind: 'outreach' });
    expect(form.fileName).toBe('a "b".csv');
    expect((await readAll(form.file)).equals(file)).toBe(true);
  }
});

test('a body that ends inside the file is cut, and says so', async () => {
  const form = await openUpload(inPieces(whole.subarray(0, whole.length - 60), 100), type);

  await expect(readAll(form.file)).rejects.toMatchObject({ code: 'upload-cut' });
});

test('what is no form with a file is refused', async () => {
  const noFile = Buffer.concat([part('name="csrf"', 'x'), Buffer.from(`--${boundary}--\r\n\r\n\r\n`)]);
  const long = part('name="csrf"', Buffer.alloc(100_000, 0x61));

  await expect(openUpload(inPieces(noFile, 50), type)).rejects.toMatchObject({ code: 'upload-malformed' });
  await expect(openUpload(inPieces(long, 5000), type)).rejects.toMatchObject({ code: 'upload-malformed' });
  await expect(openUpload(inPieces(whole, 50), 'application/json')).rejects.toMatchObject({
    code: 'upload-malformed',
  });
  await expect(openUpload(inPieces(whole, 50), undefined)).rejects.toMatchObject({
    code: 'upload-malformed',
  });
  await expect(openUpload(inPieces(Buffer.alloc(0), 1), type)).rejects.toMatchObject({
    code: 'upload-malformed',
  });
});
