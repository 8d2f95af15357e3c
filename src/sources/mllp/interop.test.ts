import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Message } from 'node-hl7-client';
import { afterEach, describe, expect, test } from 'vitest';
import { canRun } from '../../../test/contracts/certificates.ts';
import { ackCodeOf, controlIdOf, hl7, portOf } from '../../../test/contracts/mllp-peer.ts';
import { createInbox } from '../../../test/contracts/source.ts';
import { mllp } from './index.ts';

const hasPythonSender = canRun('mllp_send', ['--version']);
if (!hasPythonSender) console.warn('skipped: python3-hl7 as a sender (its mllp_send is not installed)');

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop();
});

async function start() {
  const inbox = createInbox();
  const running = await mllp.start(inbox.context({ port: 0 }));
  opened.push(running);
  return { inbox, port: portOf(running.address) };
}

describe('senders other people wrote', () => {
  test('node-hl7-client 3.2.0 sends one message at a time and reads each acknowledgement', async () => {
    const { inbox, port } = await start();
    const ids = ['NODE1', 'NODE2', 'NODE3', 'NODE4', 'NODE5'];
    let takeAnswer: (text: string) => void = () => {};
    const connection = new Client({ host: '127.0.0.1' }).createConnection({ port }, (response) =>
      takeAnswer(response.getMessage().toString()),
    );
    opened.push({ stop: () => connection.close() });

    const codes: (string | undefined)[] = [];
    for (const id of ids) {
      const answer = new Promise<string>((resolve) => (takeAnswer = resolve));
      await connection.sendMessage(new Message({ text: hl7(id).toString('latin1') }));
      codes.push(ackCodeOf(Buffer.from(await answer)));
    }

    expect(codes).toEqual(['AA', 'AA', 'AA', 'AA', 'AA']);
    expect(inbox.arrivals.map((arrival) => controlIdOf(arrival.body))).toEqual(ids);
  });

  test.skipIf(!hasPythonSender)(
    'python3-hl7’s mllp_send sends a file of frames and reads every answer',
    async () => {
      const { inbox, port } = await start();
      const ids = Array.from({ length: 50 }, (_, index) => `PY${index}`);
      const file = join(mkdtempSync(join(tmpdir(), 'referloop-hl7-')), 'messages.hl7');
      writeFileSync(file, ids.map((id) => hl7(id).toString('latin1')).join('\r\n'));

      const run = await promisify(execFile)('mllp_send', [
        '--loose',
        '-f',
        file,
        '-p',
        String(port),
        '127.0.0.1',
      ]);

      expect(inbox.arrivals.map((arrival) => controlIdOf(arrival.body))).toEqual(ids);
      expect(run.stdout.match(/MSA\|AA\|PY\d+/g)).toHaveLength(50);
    },
  );
});
