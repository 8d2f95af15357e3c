import { now } from '../../lib/clock.ts';
import type { OpenDestination, Outcome, Parcel } from '../../sdk/destination.ts';
import { extensionOf } from '../../sdk/document-file.ts';
import { messageIdOf } from '../../sdk/message-id.ts';
import { failed, openSmtp, type Letter, type LetterFile, type SmtpLine } from '../../sdk/smtp-line.ts';
import type { Signer } from './cms.ts';
import { directEndpoint, type DirectSettings } from './config.ts';
import { hearReceipt, receiptFate } from './receipts.ts';
import { findRecipient, readSigner, sealMail } from './smime.ts';
import { packXdm } from './xdm.ts';

type Open = {
  readonly line: SmtpLine;
  readonly settings: DirectSettings;
  readonly signer: Signer | undefined;
  readonly clock: () => string;
};

/** @throws Failure permanent `smime-files`. */
export async function openDirect(settings: DirectSettings): Promise<OpenDestination> {
  const signer = settings.smime && (await readSigner(settings.smime));
  const { smtpUrl, from, requireTls, timeoutSeconds } = settings;
  const line = openSmtp({ smtpUrl, from, requireTls, timeoutSeconds }, undefined);
  const open: Open = { line, settings, signer, clock: settings.clock ?? now };
  return {
    deliver: (parcel, signal) => deliver(open, parcel, signal),
    confirm: (sent) => Promise.resolve(receiptFate(sent, settings, open.clock())),
    hear: (report, sent) => hearReceipt(report, sent, settings),
    close: async () => line.close(),
  };
}

async function deliver(open: Open, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const { address, settings } = parcel;
  const endpoint = directEndpoint.safeParse({ address, settings });
  if (!endpoint.success) return failed('permanent', 'address-refused', 'The endpoint is no Direct address.');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  const letter = letterOf(open, parcel, endpoint.data);
  const sealed = await withSeal(open, letter);
  return 'status' in sealed ? sealed : open.line.send(sealed, signal);
}

function letterOf(
  { line, clock }: Open,
  parcel: Parcel,
  { address, settings }: ReturnType<typeof directEndpoint.parse>,
): Letter {
  const { key, subject, text, composedAt, document } = parcel;
  const facts = { key, subject, at: clock(), from: line.from, to: address };
  return {
    key,
    messageId: messageIdOf(key, line.from),
    to: address,
    subject,
    text,
    composedAt,
    attachments:
      document === undefined
        ? []
        : settings.package === 'xdm'
          ? [{ filename: 'XDM.ZIP', contentType: 'application/zip', bytes: packXdm(document, facts) }]
          : [fileOf(document)],
    headers: {
      'Disposition-Notification-To': line.from,
      // Asks for `dispatched` too, of those who know it (Delivery Notification in Direct, 1.3).
      'Disposition-Notification-Options': 'X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true',
    },
    notify: ['failure'],
  };
}

function fileOf({ bytes, mediaType }: NonNullable<Parcel['document']>): LetterFile {
  return { filename: `document.${extensionOf(mediaType)}`, contentType: mediaType, bytes };
}

/** Signed and encrypted for the recipient, where that is ours to do. */
async function withSeal({ settings, signer, clock }: Open, letter: Letter): Promise<Letter | Outcome> {
  if (!settings.smime || !signer) return letter;
  const at = clock();
  const recipient = await findRecipient(settings.smime.recipientsDir, letter.to, at);
  if (!recipient)
    return failed(
      'permanent',
      'no-certificate',
      'There is no valid certificate of this address or its domain: put it into recipientsDir.',
    );
  return { ...letter, seal: (mail) => sealMail(mail, signer, recipient, at) };
}
