/** What `referloop new channel` writes. */
export type ChannelChoices = {
  readonly name: string;
  readonly owner: string;
  readonly zone: string;
  readonly source: 'mllp' | 'http';
  readonly port: number;
};

export function channelFile({ name, owner, zone, source, port }: ChannelChoices): string {
  const config = source === 'mllp' ? `{ port: ${port} }` : '{}';
  return `import { defineChannel, ${source} } from '#hub';
import all from '../mappings/hl7v2/all.mapping.ts';

/** Who sends here, over which line, and whom to call when it is silent. */
export default defineChannel({
  name: '${name}',
  owner: '${owner}',
  source: ${source},
  config: ${config},
  // The zone of the sender's clock, for times that name none.
  zone: '${zone}',
  // Reads everything one EMR sends. What this sender does differently goes into a mapping of its own: docs/adding-a-channel.md.
  mapping: all,
});
`;
}

export function fixtureSettings({ name, zone }: ChannelChoices): string {
  const settings = {
    sender: name,
    zone,
    mapping: 'mappings/hl7v2/all.mapping.ts',
    receivedAt: '2026-11-30T12:00:00.000Z',
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/** A booking of an invented patient: replace it by what the sender really sends, with invented people. */
export function fixtureMessage({ name }: ChannelChoices): string {
  const application = name.toUpperCase().replaceAll('-', '');
  return [
    `MSH|^~\\&|${application}|SITE|REFERLOOP|HUB|20260301101500-0600||SIU^S12^SIU_S12|NEW0001|P|2.5.1`,
    'SCH||A-1||||BOOKED^Booked^HL70278|CONSULT^Consultation|NORMAL|30|MIN|^^^20260310090000-0500^20260310093000-0500||||||||||||||Booked',
    'PID|1||TEST-1^^^SITE^MR||ZZTESTPATIENT^ALMA||19580214|F|||12 Example Street^^Springfield^IL^60000||^PRN^PH^^1^217^5550101',
    'PV1|1|O|CLINIC||||2000000002^ZZTESTOWN^OLIVE^^^^MD^^^^^^NPI|1234567893^ZZTESTREFERRER^RUTH^^^^MD^^^^^^NPI|||||||||||V-1',
    'AIS|1|A|CONSULT^Consultation^L|20260310090000-0500|||30|MIN',
    '',
  ].join('\r');
}
