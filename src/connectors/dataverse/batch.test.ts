import { expect, test } from 'vitest';
import { readBatchBody, writeBatchBody } from './batch.ts';

test('a part for each request, each ended as the standard wants it', () => {
  const part = {
    method: 'PATCH',
    path: "/api/data/v9.2/accounts(rl_id='1')",
    headers: { 'If-Match': '*' },
    body: '{}',
  } as const;

  expect(writeBatchBody([part], 'b')).toBe(
    [
      '--b',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      "PATCH /api/data/v9.2/accounts(rl_id='1') HTTP/1.1",
      'Content-Type: application/json; type=entry',
      'If-Match: *',
      '',
      '{}',
      '--b--',
      '',
    ].join('\r\n'),
  );
});

test('answers with and without a body, in their order', () => {
  const text = [
    '--r',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'HTTP/1.1 204 No Content',
    'OData-EntityId: https://org.example/api/data/v9.2/accounts(6f9619ff-8b86-4011-b42d-00cf4fc964ff)',
    '',
    '',
    '--r',
    'Content-Type: application/http',
    '',
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json',
    '',
    '{"error":{"code":"0x1","message":"a: b"}}',
    '--r--',
    '',
  ].join('\r\n');

  const answers = readBatchBody('multipart/mixed; boundary=r', text);

  expect(answers.map((one) => one.status)).toEqual([204, 400]);
  expect(answers[0]?.headers.get('odata-entityid')).toContain('6f9619ff');
  expect(answers[0]?.body).toBe('');
  expect(answers[1]?.body).toBe('{"error":{"code":"0x1","message":"a: b"}}');
});

test('something else is no answer', () => {
  expect(() => readBatchBody('text/html', '<p>')).toThrow('something else');
  expect(() => readBatchBody('multipart/mixed; boundary=r', '--r\r\nhello\r\n--r--')).toThrow(
    'cannot be read',
  );
});
