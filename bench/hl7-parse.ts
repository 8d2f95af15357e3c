/**
 * Parses a message and reads twelve values from it, with our parser and with three from npm. The parsers take turns for several
 * rounds in one process, and CPU time is counted, so that a busy machine disturbs all of them alike. Every value that is read
 * is compared with what was written: a parser that is fast and wrong says so in the table.
 *
 *     node --import tsx bench/hl7-parse.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import hl7parser from 'hl7parser';
import { Message as ClientMessage } from 'node-hl7-client';
// @ts-expect-error: the package has no types.
import simpleHl7 from 'simple-hl7';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';

const command = 'node --import tsx bench/hl7-parse.ts';
const rounds = 8;
/** CPU time of one turn: long enough for the clock, short enough to interleave. */
const turnMs = 120;

type Read = {
  readonly segment: string;
  readonly field: number;
  readonly component: number;
  readonly value: string;
};
type Sample = { readonly name: string; readonly bytes: Buffer; readonly reads: readonly Read[] };
type Parser = {
  readonly name: string;
  readonly prepare: (reads: readonly Read[]) => (bytes: Buffer) => readonly string[];
};

/** A component or subcomponent holds its text in an array; a repeated field holds fields. */
type SimpleValue = { readonly value: readonly (SimpleValue | readonly SimpleValue[] | string)[] };
type SimpleSegment = { readonly fields: readonly SimpleValue[] };
type SimpleMessage = { readonly header: SimpleSegment; readonly getSegment: (name: string) => SimpleSegment };

const parsers: readonly Parser[] = [
  {
    name: 'Referloop',
    prepare: (reads) => {
      const paths = reads.map((read) => `${read.segment}-${read.field}.${read.component}`);
      return (bytes) => {
        const message = parseMessage(bytes);
        return paths.map((path) => message.get(path) ?? '');
      };
    },
  },
  {
    name: 'hl7parser 1.0.1',
    prepare: (reads) => {
      const paths = reads.map((read) => `${read.segment}.${read.field}.${read.component}`);
      return (bytes) => {
        const message = hl7parser.create(bytes.toString('utf8').trimEnd());
        return paths.map((path) => message.get(path).toString());
      };
    },
  },
  {
    name: 'simple-hl7 3.3.0',
    prepare: (reads) => {
      const parser = new simpleHl7.Parser();
      return (bytes) => {
        const message = parser.parse(bytes.toString('utf8')) as SimpleMessage;
        return reads.map((read) => readSimply(message, read));
      };
    },
  },
  {
    name: 'node-hl7-client 3.2.0',
    prepare: (reads) => {
      const paths = reads.map((read) => `${read.segment}.${read.field}.${read.component}`);
      return (bytes) => {
        const message = new ClientMessage({ text: bytes.toString('utf8') });
        return paths.map((path) => message.get(path).toString());
      };
    },
  },
];

/** Its own getComponent() finds nothing in repeated fields, so its arrays are read. */
function readSimply(message: SimpleMessage, { segment, field, component }: Read): string {
  const found =
    segment === 'MSH' ? message.header.fields[field - 3] : message.getSegment(segment).fields[field - 1];
  const first = found?.value[0];
  const components = typeof first === 'object' && 'value' in first ? first.value[0] : first;
  const text = Array.isArray(components) ? (components[component - 1] as SimpleValue).value[0] : '';
  return typeof text === 'string' ? text : '';
}

function run(samples: readonly Sample[]): void {
  const lines = [
    '| Message | Parser | Messages per CPU-second | Against ours | Values |',
    '| --- | --- | ---: | ---: | --- |',
  ];
  for (const sample of samples) lines.push(...measure(sample));
  const text = [
    '# HL7 v2: parse a message and read twelve values',
    '',
    `Command: \`${command}\``,
    '',
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${new Date().toISOString().slice(0, 10)}. Median of ${rounds} interleaved rounds in one`,
    'process, CPU time. Every parser starts from bytes. Ours finds charset, line ends and delimiters for itself and undoes escapes.',
    '',
    ...lines,
    '',
  ].join('\n');
  console.log(text);
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  writeFileSync(new URL('results/hl7-parse.md', import.meta.url), text);
}

function measure(sample: Sample): readonly string[] {
  const turns = parsers.map((parser) => {
    const read = parser.prepare(sample.reads);
    return {
      parser,
      read,
      verdict: verify(sample, read),
      count: calibrate(sample, read),
      rates: [] as number[],
    };
  });
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of turns)
      turn.rates.push(turn.count / cpuSeconds(() => repeat(sample, turn.read, turn.count)));
  }
  const ours = median(turns[0]?.rates ?? []);
  return turns.map(({ parser, rates, verdict }) => {
    const rate = median(rates);
    const ratio = rate === ours ? '1×' : factor(ours / rate);
    const size = `${sample.name}, ${(sample.bytes.length / 1000).toFixed(1)} kB`;
    return `| ${size} | ${parser.name} | ${Math.round(rate).toLocaleString('en-US')} | ${ratio} | ${verdict} |`;
  });
}

function factor(ratio: number): string {
  if (Math.abs(ratio - 1) < 0.05) return 'the same';
  return ratio >= 1 ? `${ratio.toFixed(1)}× slower` : `${(1 / ratio).toFixed(1)}× faster`;
}

function verify(sample: Sample, read: (bytes: Buffer) => readonly string[]): string {
  const values = read(sample.bytes);
  const wrong = sample.reads.filter(({ value }, index) => values[index] !== value);
  if (wrong.length === 0) return 'all right';
  return `${wrong.length} wrong: ${wrong.map(({ segment, field, component }) => `${segment}-${field}.${component}`).join(', ')}`;
}

function calibrate(sample: Sample, read: (bytes: Buffer) => readonly string[]): number {
  let count = 1;
  while (cpuSeconds(() => repeat(sample, read, count)) * 1000 < turnMs / 2) count *= 2;
  return count * 2;
}

/** What is read is looked at, so that no engine can leave the work out. */
let seen = 0;

function repeat(sample: Sample, read: (bytes: Buffer) => readonly string[], count: number): void {
  for (let turn = 0; turn < count; turn += 1) for (const value of read(sample.bytes)) seen += value.length;
}

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
  );
}

function header(type: string, controlId: string): string {
  const [kind = '', trigger = ''] = type.split('^');
  return `MSH|^~\\&|EMR^1.2.840.114350^ISO|ST ANNE^1.2.3.4^ISO|HUB|CLINIC|20260115093000-0500||${type}^${kind}_${trigger}|${controlId}|P|2.5.1|||AL|NE|USA|UNICODE UTF-8`;
}

const patient =
  'PID|1|90210|TEST-4711^^^ST ANNE&1.2.3.4&ISO^MR~TEST-999^^^STATE&2.16.840&ISO^PI||ZZTESTER^ANNA^B^^MS^^L~ZZOLD^ANNA^^^^^M|ZZTESTMOTHER^MARY|19800229|F||2106-3^White^HL70005|12 TEST ST^APT 4^SPRINGFIELD^IL^62701^USA^H^^SANGAMON||^PRN^PH^^1^217^5550101~^NET^Internet^anna@test.example|^WPN^PH^^1^217^5550102|ENG|M|CHR|ACC-1001^^^ST ANNE^AN||||N|||||||||N|||20260110083000';

const visit =
  'PV1|1|O|CARD^ROOM 2^^ST ANNE^^^^^CARDIOLOGY|R|||1111111112^ZZATTEND^ALAN^^^DR^MD^^NPI^L^^^NPI|2222222226^ZZREFER^RITA^^^DR^MD^^NPI^L^^^NPI~778^ZZREFER^RITA^^^^^^ST ANNE|3333333334^ZZCONSULT^CARL^^^DR^MD^^NPI|CAR||||1|||1111111112^ZZATTEND^ALAN^^^DR^MD^^NPI|OUT|V-5001^^^ST ANNE^VN|COM|||||||||||||||||||||||||20260115091500-0500|';

/** Values every sample has: header, patient and visit. */
function commonReads(trigger: string, controlId: string): readonly Read[] {
  return [
    { segment: 'MSH', field: 9, component: 2, value: trigger },
    { segment: 'MSH', field: 10, component: 1, value: controlId },
    { segment: 'PID', field: 3, component: 1, value: 'TEST-4711' },
    { segment: 'PID', field: 5, component: 2, value: 'ANNA' },
    { segment: 'PID', field: 7, component: 1, value: '19800229' },
    { segment: 'PID', field: 11, component: 5, value: '62701' },
    { segment: 'PV1', field: 8, component: 2, value: 'ZZREFER' },
    { segment: 'PV1', field: 19, component: 1, value: 'V-5001' },
  ];
}

function appointment(): Sample {
  const segments = [
    header('SIU^S12', '1001'),
    'SCH|P-77^EMR|F-88^ST ANNE|||||NEW^New patient^L|OFFICE^Office visit^L|30|min^minutes|^^30^202602031415^202602031445|||||4444444442^ZZBOOK^BETTY||||5555^ZZENTRY|||||Booked|O-1^EMR|R-1^ST ANNE',
    patient.slice(0, 420),
    visit,
    'RGS|1|A|',
    'AIS|1|A|99203^New patient visit^C4|202602031415|||30|min||Booked',
    'AIL|1|A|CARD^ROOM 2^^ST ANNE|||202602031415|||30|min||Booked',
    'AIP|1|A|1111111112^ZZATTEND^ALAN^^^DR^MD^^NPI|ATT||202602031415|||30|min||Booked',
    ...[1, 2, 3].map(
      (set) =>
        `NTE|${set}|P|Please bring the list of medicines and the letter of the referring office, page ${set}.`,
    ),
  ];
  const reads: readonly Read[] = [
    ...commonReads('S12', '1001'),
    { segment: 'SCH', field: 2, component: 1, value: 'F-88' },
    { segment: 'SCH', field: 25, component: 1, value: 'Booked' },
    { segment: 'AIS', field: 3, component: 2, value: 'New patient visit' },
    { segment: 'AIP', field: 3, component: 2, value: 'ZZATTEND' },
  ];
  return { name: 'SIU^S12', bytes: bytesOf(segments), reads };
}

function admission(): Sample {
  const segments = [
    header('ADT^A08', '2002'),
    'EVN|A08|20260115093000|||5555^ZZENTRY^EVE|20260115092900',
    patient,
    'PD1||||6666666668^ZZPRIMARY^PAUL^^^DR^MD^^NPI^L^^^NPI',
    'NK1|1|ZZTESTER^KIN|SPO|12 TEST ST^^SPRINGFIELD^IL^62701|^PRN^PH^^1^217^5550103',
    visit,
    'PV2||||||||20260115|20260116||||||||||||||N',
    ...[1, 2, 3, 4].map(
      (set) => `DG1|${set}|I10|I48.${set}^Atrial fibrillation, kind ${set}^I10||20260115|W|||||||||1`,
    ),
    ...[1, 2, 3].map(
      (set) => `AL1|${set}|DA|${set}00^Test allergen ${set}^L|MO|Hives, seen in ${2000 + set}`,
    ),
    ...[1, 2].map(
      (set) =>
        `IN1|${set}|PLAN${set}^Test plan ${set}|INS${set}|TEST INSURANCE ${set}|1 PLAN ST^^CHICAGO^IL^60601||^WPN^PH^^1^312^555010${set}|GRP${set}||||20250101|20261231|||ZZTESTER^ANNA|SEL|19800229|12 TEST ST^^SPRINGFIELD^IL^62701|||||||||||||||||POL-${set}00${set}`,
    ),
    ...Array.from({ length: 16 }, (_, index) => index + 1).map(
      (set) => `OBX|${set}|NM|${set}-8^Test value ${set}^LN||${set * 40}|kg|10-90|N|||F|||20260115`,
    ),
  ];
  const reads: readonly Read[] = [
    ...commonReads('A08', '2002'),
    { segment: 'PD1', field: 4, component: 2, value: 'ZZPRIMARY' },
    { segment: 'DG1', field: 3, component: 1, value: 'I48.1' },
    { segment: 'IN1', field: 36, component: 1, value: 'POL-1001' },
    { segment: 'EVN', field: 6, component: 1, value: '20260115092900' },
  ];
  return { name: 'ADT^A08', bytes: bytesOf(segments), reads };
}

function document(): Sample {
  const content = Buffer.alloc(750_000, '%PDF-1.4 ZZTEST ').toString('base64');
  const segments = [
    header('MDM^T02', '3003'),
    'EVN|T02|20260115093000',
    patient,
    visit,
    'TXA|1|CN^Consultation|TX|20260115091500|1111111112^ZZATTEND^ALAN|20260115100000||||||D-42^ST ANNE|D-41^ST ANNE|O-1|R-1||AU|U|AV||Signed|1111111112^ZZATTEND^ALAN',
    `OBX|1|ED|11488-4^Consult note^LN||^application^pdf^Base64^${content}||||||F|||20260115`,
  ];
  const reads: readonly Read[] = [
    ...commonReads('T02', '3003'),
    { segment: 'TXA', field: 12, component: 1, value: 'D-42' },
    { segment: 'TXA', field: 17, component: 1, value: 'AU' },
    { segment: 'OBX', field: 5, component: 5, value: content },
    { segment: 'OBX', field: 11, component: 1, value: 'F' },
  ];
  return { name: 'MDM^T02', bytes: bytesOf(segments), reads };
}

function bytesOf(segments: readonly string[]): Buffer {
  return Buffer.from(segments.map((segment) => `${segment}\r`).join(''));
}

run([appointment(), admission(), document()]);
