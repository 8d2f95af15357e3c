import { describe, expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { openMailbox, openRudeMailbox, type Mailbox } from '../../../test/contracts/smtp-peer.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { secureLink } from './index.ts';

const FROM = 'referrals@practice.example';
const TO = 'records@clinic.example';
const never = new AbortController().signal;
const ports = new Map<Peer, number>();

describeDestination({
  destination: secureLink,
  config: (peer) => ({ smtpUrl: `smtp://127.0.0.1:${ports.get(peer)}`, from: FROM, timeoutSeconds: 1 }),
  settings: {},
  badConfigs: [{ field: 'smtpUrl', config: { smtpUrl: 'https://mail.example', from: FROM } }],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'nobody', settings: {} } },
    { field: 'settings.linkCode', endpoint: { address: TO, settings: { secondFactor: 'code' } } },
    {
      field: 'settings.linkCode',
      endpoint: { address: TO, settings: { secondFactor: 'code', linkCode: 'a-b-1' } },
    },
    { field: 'settings.linkDays', endpoint: { address: TO, settings: { linkDays: 0 } } },
    { field: 'settings', endpoint: { address: TO, settings: { confirm: 'settle' } } },
  ],
  peers: {
    willing: async () => asPeer(await openMailbox()),
    refusing: async () => asPeer(await openMailbox({}, { recipient: 550 })),
    away: async () => asPeer(await openMailbox({}, { recipient: 451 })),
    silent: async () => {
      const rude = await openRudeMailbox({});
      return asPeer({ port: rude.port, mails: [], close: rude.close });
    },
  },
});

function asPeer(mailbox: Pick<Mailbox, 'port' | 'mails' | 'close'>): Peer {
  const peer: Peer = {
    address: TO,
    received: () => Promise.resolve(mailbox.mails.map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1] ?? '')),
    close: mailbox.close,
  };
  ports.set(peer, mailbox.port);
  return peer;
}

describe('the mail', () => {
  test('holds a link, and nothing of the patient or the document', async () => {
    const mailbox = await openMailbox();
    const heard = destinationContext({ smtpUrl: `smtp://127.0.0.1:${mailbox.port}`, from: FROM });
    const open = await secureLink.open(heard.context);

    await open.deliver(parcel(TO, {}), never);

    expect(heard.kept).toMatchObject([{ factor: 'birth_date', answer: '1980-02-29', days: 14 }]);
    expect(mailbox.mails[0]).toContain('https://hub.example/l/link-1');
    expect(mailbox.mails[0]).not.toMatch(/application\/pdf|ZZTEST|TEST-1|1980/);
    await open.close();
    await mailbox.close();
  });

  test('is not sent when the link could not be kept, or would have no second factor', async () => {
    const mailbox = await openMailbox();
    const { context } = destinationContext({ smtpUrl: `smtp://127.0.0.1:${mailbox.port}`, from: FROM });
    const open = await secureLink.open({ ...context, keepAtLink: () => Promise.reject(new Error('no')) });
    const { about: _about, ...nobody } = parcel(TO, {});

    expect(await open.deliver(parcel(TO, {}), never)).toMatchObject({
      fate: 'transient',
      code: 'link-not-made',
    });
    expect(await open.deliver(nobody, never)).toMatchObject({
      fate: 'permanent',
      code: 'link-without-factor',
    });
    expect(mailbox.mails).toEqual([]);
    await open.close();
    await mailbox.close();
  });
});
