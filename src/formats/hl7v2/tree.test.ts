import { describe, expect, test } from 'vitest';
import { parseMessage } from './parse.ts';
import { describeMessage } from './tree.ts';

const message = parseMessage(
  Buffer.from(
    'MSH|^~\\&|EMR|A|||2026||MDM^T02|1|P|2.5\r' +
      'PID|1||TEST-1^^^A&1.2^MR~TEST-2||ZZTEST^ANN||""|F\r' +
      `OBX|1|ED|||^application^pdf^Base64^${'A'.repeat(2000)}\r` +
      'OBX|2|TX|||R\\T\\D \\S\\\r' +
      'ZPM|x\rnot a segment\r',
  ),
);

describe('a message on a screen', () => {
  const { segments } = describeMessage(message);

  test('has its segments in order, with labels for those we know', () => {
    expect(segments.map((segment) => [segment.path, segment.label])).toEqual([
      ['MSH', 'Message'],
      ['PID', 'Patient'],
      ['OBX', 'Observation'],
      ['OBX[2]', 'Observation'],
      ['ZPM', undefined],
      ['', undefined],
    ]);
  });

  test('numbers MSH from its separator', () => {
    expect(segments[0]?.fields.map((field) => [field.path, field.label, field.value])).toEqual([
      ['MSH-1', 'Field separator', '|'],
      ['MSH-2', 'Encoding characters', '^~\\&'],
      ['MSH-3', 'Sending application', 'EMR'],
      ['MSH-4', 'Sending facility', 'A'],
      ['MSH-7', 'Sent at', '2026'],
      ['MSH-9', 'Message type', 'MDM^T02'],
      ['MSH-10', 'Control id', '1'],
      ['MSH-11', 'Processing id', 'P'],
      ['MSH-12', 'Version', '2.5'],
    ]);
  });

  test('shows repetitions, components and deletions', () => {
    expect(segments[1]?.fields.slice(1)).toEqual([
      {
        path: 'PID-3',
        label: 'Patient ids',
        value: 'TEST-1^^^A&1.2^MR~TEST-2',
        repetitions: [
          { path: 'PID-3[1]', value: 'TEST-1^^^A&1.2^MR' },
          { path: 'PID-3[2]', value: 'TEST-2' },
        ],
        components: [
          { path: 'PID-3.1', value: 'TEST-1' },
          { path: 'PID-3.4', value: 'A&1.2' },
          { path: 'PID-3.5', value: 'MR' },
        ],
      },
      {
        path: 'PID-5',
        label: 'Name',
        value: 'ZZTEST^ANN',
        components: [
          { path: 'PID-5.1', value: 'ZZTEST' },
          { path: 'PID-5.2', value: 'ANN' },
        ],
      },
      { path: 'PID-7', label: 'Born', value: '', isNull: true },
      { path: 'PID-8', label: 'Sex', value: 'F' },
    ]);
  });

  test('cuts long values and says how long they are', () => {
    const value = segments[2]?.fields.find((field) => field.path === 'OBX-5');

    expect([value?.value.length, value?.length]).toEqual([500, 2024]);
    expect(value?.components?.at(-1)?.length).toBe(2000);
  });

  test('does not take an escaped separator for components', () => {
    expect(segments[3]?.fields.at(-1)).toEqual({ path: 'OBX[2]-5', label: 'Value', value: 'R&D ^' });
  });

  test('shows Z segments and lines without a name', () => {
    expect(segments[4]?.fields).toEqual([{ path: 'ZPM-1', value: 'x' }]);
    expect(segments[5]?.text).toBe('not a segment');
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(segments))).toEqual(segments);
  });
});
