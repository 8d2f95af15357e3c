import { readHead } from '../../formats/mail/head.ts';
import { mailIdentity } from '../../formats/mail/identity.ts';
import type { MailReading } from '../../formats/mail/settings.ts';
import { readMailTransport } from '../../formats/mail/transport.ts';
import { now } from '../../lib/clock.ts';
import { storableFields } from '../../lib/storable-text.ts';
import type { Arrival } from '../../sdk/source.ts';

export type Fault = NonNullable<Arrival['fault']>;

/** A whole mail as an arrival. `said`: what the service says beside it, for people who look into a problem. */
export function mailArrival(
  body: Buffer,
  peer: string,
  reading: MailReading,
  said: Readonly<Record<string, string>> = {},
  fault: Fault | undefined = faultOf(body),
): Arrival {
  const transport = readMailTransport(body, now(), reading);
  const notice = { ...transport.notice, ...storableFields(said) };
  return {
    body,
    peer,
    contentType: 'message/rfc822',
    identity: mailIdentity(body),
    transport: { ...transport, ...(Object.keys(notice).length === 0 ? {} : { notice }) },
    ...(fault && { fault }),
  };
}

function faultOf(body: Buffer): Fault | undefined {
  if (readHead(body).fields.length > 0) return undefined;
  return {
    code: 'no-mail',
    reason:
      'What was posted is no mail: it does not begin with the fields of one. Post the whole message, head and body.',
  };
}
