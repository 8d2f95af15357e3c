import { createPrivateKey, X509Certificate } from 'node:crypto';
import { now } from '../../lib/clock.ts';
import type { Channel } from '../../sdk/channel.ts';
import { readTlsFile } from '../../sdk/listener.ts';
import { fhirSourceConfig } from '../../sources/fhir/config.ts';
import { fail, ok, warn, type Looked } from './finding.ts';

/** A new certificate takes people some weeks. */
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** Where resources come in; with certificates, whether ours is whole and how long it and the senders' authority last. */
export function checkFhirDoor({ name, config }: Pick<Channel, 'name' | 'config'>, publicUrl: string): Looked {
  const { tls } = fhirSourceConfig.parse(config);
  if (!tls) return ok(`FHIR resources come to ${publicUrl}/v1/channels/${name}/fhir`);
  const where = `FHIR with client certificates on ${tls.host}:${tls.port}`;
  const ours = new X509Certificate(readTlsFile('tls.certFile', tls.certFile));
  if (!ours.checkPrivateKey(createPrivateKey(readTlsFile('tls.keyFile', tls.keyFile))))
    return fail(
      'tls.keyFile is not the key of tls.certFile',
      'Name the pair that was made together, or ask for a new certificate.',
    );
  const theirs = new X509Certificate(readTlsFile('tls.clientCaFile', tls.clientCaFile));
  const [first] = [
    { setting: 'tls.certFile', days: daysLeft(ours) },
    { setting: 'tls.clientCaFile', days: daysLeft(theirs) },
  ].toSorted((one, other) => one.days - other.days);
  const { setting, days } = first as { readonly setting: string; readonly days: number };
  const fix = 'Put a new one in its place and start the hub anew.';
  if (days < 0) return fail(`${where}: the certificate of ${setting} has run out`, fix);
  if (days < SOON_DAYS)
    return warn(`${where}: the certificate of ${setting} runs out in ${Math.floor(days)} days`, fix);
  return ok(`${where}, certificates for ${Math.floor(days)} more days`);
}

function daysLeft(certificate: X509Certificate): number {
  return (Date.parse(certificate.validTo) - Date.parse(now())) / DAY_MS;
}
