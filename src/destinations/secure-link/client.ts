import { now } from '../../lib/clock.ts';
import type {
  DestinationContext,
  OpenDestination,
  Outcome,
  Parcel,
  SentParcel,
} from '../../sdk/destination.ts';
import { hearDelivery } from '../../sdk/hear-delivery.ts';
import { linkFate, sendLink } from '../../sdk/link-mail.ts';
import { failed, openSmtp, type SmtpLine } from '../../sdk/smtp-line.ts';
import { readDkimKey, type SmtpSettings } from '../../sdk/smtp-settings.ts';
import { secureLinkEndpoint } from './config.ts';

type Context = Pick<DestinationContext<unknown>, 'keepAtLink'>;

/** @throws Failure permanent `dkim-key`. */
export async function openSecureLink(settings: SmtpSettings, context: Context): Promise<OpenDestination> {
  const line = openSmtp(settings, await readDkimKey(settings.dkim));
  return {
    deliver: (parcel, signal) => deliver(line, context, parcel, signal),
    confirm: (sent) => Promise.resolve(confirm(sent, (settings.clock ?? now)())),
    // That the mail lies in a mailbox says nothing of the document.
    hear: (report, sent) => hearDelivery(report, sent, false),
    close: async () => line.close(),
  };
}

async function deliver(
  line: SmtpLine,
  context: Context,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const { address, settings } = parcel;
  const endpoint = secureLinkEndpoint.safeParse({ address, settings });
  if (!endpoint.success) return failed('permanent', 'address-refused', 'The endpoint is no e-mail address.');
  if (parcel.document === undefined)
    return failed('permanent', 'nothing-to-link', 'There is no document to put behind a link.');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  return sendLink(line, context, parcel, endpoint.data, signal);
}

function confirm(sent: SentParcel, at: string): Outcome | undefined {
  const endpoint = secureLinkEndpoint.safeParse({ address: sent.address, settings: sent.settings });
  return endpoint.success ? linkFate(sent, endpoint.data.settings, at) : undefined;
}
