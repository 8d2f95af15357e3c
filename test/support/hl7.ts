/** One invented patient, their referrer and times; every test changes what it is about. */
export type Story = {
  readonly mrn?: string;
  readonly family?: string;
  readonly given?: string;
  readonly birth?: string;
  readonly phone?: string;
  readonly street?: string;
  /** XCN of PV1-8. */
  readonly referrer?: string;
  readonly appointment?: string;
  readonly visit?: string;
  /** Local time of the sender. */
  readonly at?: string;
  readonly start?: string;
  readonly status?: string;
  readonly note?: string;
  readonly text?: string;
  readonly completion?: string;
  readonly order?: string;
};

export const drReferrer = '1234567893^ZZTESTREF^ROBERT^^^Dr^MD^^NPI^^^^NPI';

let count = 0;

function header(type: string, story: Story): string {
  count += 1;
  return `MSH|^~\\&|EMR|CLINIC|HUB|HUB|${story.at ?? '20261102093000-0500'}||${type}|T${count}|P|2.5.1`;
}

function patient(story: Story): string {
  const {
    mrn = 'TEST-1',
    family = 'ZZTESTLEE',
    given = 'ANNA',
    birth = '19700102',
    phone = '555-0101',
    street = '1 Main St',
  } = story;
  return `PID|1||${mrn}^^^CLINIC^MR||${family}^${given}||${birth}|F|||${street}^^Bronx^NY^10451||${phone}`;
}

function visit(story: Story): string {
  const fields = Array.from({ length: 19 }, () => '');
  fields[0] = '1';
  fields[1] = 'O';
  fields[7] = story.referrer ?? drReferrer;
  fields[18] = story.visit ?? 'V1';
  return `PV1|${fields.join('|')}`;
}

export function siu(trigger: string, story: Story = {}): string {
  const fields = Array.from({ length: 26 }, () => '');
  fields[1] = story.appointment ?? 'F1';
  fields[10] = `^^^${story.start ?? '20261105100000-0500'}`;
  fields[24] = story.status ?? '';
  fields[25] = story.order ?? '';
  return [header(`SIU^${trigger}`, story), `SCH|${fields.join('|')}`, patient(story), visit(story)].join(
    '\r',
  );
}

export function adt(trigger: string, story: Story = {}): string {
  return [
    header(`ADT^${trigger}`, story),
    `EVN|${trigger}|${story.at ?? '20261105101500-0500'}`,
    patient(story),
    visit(story),
  ].join('\r');
}

export function merge(story: Story & { readonly prior: string }): string {
  return [
    header('ADT^A40', story),
    `EVN|A40|${story.at ?? '20261105101500-0500'}`,
    patient(story),
    `MRG|${story.prior}^^^CLINIC^MR`,
  ].join('\r');
}

export function mdm(trigger: string, story: Story = {}): string {
  const txa = Array.from({ length: 22 }, () => '');
  txa[0] = '1';
  txa[1] = 'CN';
  txa[3] = story.start ?? '20261105100000-0500';
  txa[4] = '1245319599^ZZTESTDOC^MARIA^^^^MD^^NPI';
  txa[8] = '1245319599^ZZTESTDOC^MARIA^^^^MD^^NPI';
  txa[11] = story.note ?? 'N1';
  txa[16] = story.completion ?? 'AU';
  txa[18] = 'AV';
  txa[21] = `1245319599^ZZTESTDOC^MARIA^^^^MD^^NPI^^^^^^${story.at ?? '20261105140000-0500'}`;
  const lines = (story.text ?? 'Findings normal.')
    .split('\n')
    .map((line, index) => `OBX|${index + 1}|TX|11488-4^Consultation note^LN||${line}||||||F`);
  return [
    header(`MDM^${trigger}`, story),
    `EVN|${trigger}|${story.at ?? '20261105140000-0500'}`,
    patient(story),
    visit(story),
    `TXA|${txa.join('|')}`,
    ...lines,
  ].join('\r');
}

export function ref(trigger: string, story: Story = {}): string {
  return [
    header(`REF^${trigger}`, story),
    `RF1|P|R|Med|||${story.order ?? 'R1^CLINIC'}`,
    'PRD|RP|ZZTESTREF^ROBERT^^^Dr^MD|||^WPN^FX^^^^5550142||1234567893^NPI',
    patient(story),
  ].join('\r');
}
