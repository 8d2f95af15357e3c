import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parcel } from '../../../test/contracts/destination.ts';
import { openReceiver, polite } from '../../../test/contracts/mllp-peer.ts';
import { storableText } from '../../lib/storable-text.ts';
import { parseMessage } from '../../formats/hl7v2/parse.ts';
import type { Parcel, ParcelSubject } from '../../sdk/destination.ts';
import { mllpEndpoint } from './config.ts';
import { buildDocumentMessage, controlIdOf } from './document-message.ts';
import { mllp } from './index.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';

const note = parcel('127.0.0.1:2575', {});
const about = note.about as ParcelSubject;
const document = Buffer.from('%PDF-1.7 invented');

function build(overrides: Partial<Parcel> = {}, settings: Parcel['settings'] = {}) {
  const endpoint = mllpEndpoint.parse({ address: note.address, settings });
  const subject = overrides.about ?? about;
  return buildDocumentMessage({ ...note, ...overrides }, { about: subject, document }, endpoint.settings);
}

function text(overrides: Partial<Parcel> = {}, settings: Parcel['settings'] = {}): string {
  const { head, tail } = build(overrides, settings);
  return `${Buffer.from(head).toString('latin1')}<base64>${Buffer.from(tail).toString('latin1')}`;
}

function segmentOf(message: string, name: string): string {
  return message.split('\r').find((line) => line.startsWith(`${name}|`)) ?? '';
}

describe('a visit note', () => {
  test('is an MDM^T02 with the loop key, the signature and the PDF', () => {
    const id = controlIdOf(note.key);

    expect(text().split('\r')).toEqual([
      `MSH|^~\\&|REFERLOOP||||20260105180000+0000||MDM^T02^MDM_T02|${id}|P|2.5.1||||||UNICODE UTF-8`,
      'EVN|T02|20260105180000+0000||||20260102234500+0000',
      'PID|1||TEST-1^^^&2.999.1&ISO^MR||ZZTESTFIELD^Ana^^^^^L||19800229|F',
      'PV1|1|O||||||1111111112^ZZTESTREF^Cy^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI||||||||||||||||||||||||||||||||||||20260102153000+0000',
      `TXA|1|CN|AP|20260102153000+0000|1234567893^ZZTESTDOC^Bo^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI|20260105180000+0000|||1234567893^ZZTESTDOC^Bo^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI|||DOC-5^REFERLOOP||ORD-77^EMR||${id}.pdf|AU||AV|||1234567893^ZZTESTDOC^Bo^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI^^20260102234500+0000|1111111112^ZZTESTREF^Cy^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI`,
      'OBX|1|ED|11488-4^Consult note^LN^^Cardiology consult note||^application^pdf^Base64^<base64>||||||F|||20260102153000+0000',
      '',
    ]);
  });

  test('is an ORU^R01 with their order and the PDF where the receiver takes results', () => {
    const id = controlIdOf(note.key);
    const doctor = '1111111112^ZZTESTREF^Cy^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI';
    const lines = text({}, { message: 'ORU^R01' }).split('\r');
    const amended = { ...about, note: { ...about.note, documentId: 'DOC-6', title: 'x', isAmendment: true } };
    const corrected = text({ about: amended }, { message: 'ORU^R01' });

    expect(lines.map((line) => line.slice(0, 3))).toEqual(['MSH', 'PID', 'PV1', 'ORC', 'OBR', 'OBX', '']);
    expect(lines[0]).toContain(`||ORU^R01^ORU_R01|${id}|P|2.5.1|`);
    expect(lines[3]).toBe(`ORC|RE|ORD-77^EMR|DOC-5^REFERLOOP|||||||||${doctor}`);
    expect(lines[4]).toBe(
      `OBR|1|ORD-77^EMR|DOC-5^REFERLOOP|11488-4^Consult note^LN^^Cardiology consult note|||20260102153000+0000|||||||||${doctor}||||||20260102234500+0000|||F|||||||1234567893&ZZTESTDOC&Bo`,
    );
    expect(lines[5]).toContain(
      '||^application^pdf^Base64^<base64>||||||F|||20260102153000+0000||1234567893^ZZTESTDOC^Bo',
    );
    expect(segmentOf(corrected, 'OBR')).toContain('|||C|');
    expect(segmentOf(corrected, 'OBX')).toContain('||||||C|');
  });

  test('that is amended says which document it replaces', () => {
    const amended = { ...about, note: { ...about.note, documentId: 'DOC-6', title: 'x', isAmendment: true } };
    const numbered = { ...amended, note: { ...amended.note, replaces: 'DOC-5' } };

    expect(segmentOf(text({ about: numbered }), 'TXA')).toContain('|DOC-6^REFERLOOP|DOC-5^REFERLOOP|');
    expect(segmentOf(text({ about: amended }), 'TXA')).toContain('|DOC-6^REFERLOOP|DOC-6^REFERLOOP|');
    expect(segmentOf(text({ about: amended }), 'EVN')).toMatch(/^EVN\|T10\|/);
    expect(text({ about: amended }, { amendmentTrigger: 'T08' })).toContain('|MDM^T08^MDM_T02|');
  });

  test('goes to whom the endpoint names, in its zone', () => {
    const settings = {
      sendingApplication: 'HUB',
      sendingFacility: 'PRACTICE',
      receivingApplication: 'EMR',
      receivingFacility: 'CLINIC|A',
      zone: 'America/Chicago',
      processingId: 'T',
    };

    expect(text({}, settings)).toMatch(
      /^MSH\|\^~\\&\|HUB\|PRACTICE\|EMR\|CLINIC\\F\\A\|20260105120000-0600\|\|MDM\^T02\^MDM_T02\|RL[0-9A-F]{18}\|T\|/,
    );
  });
});

test.each(['no_show', 'cancellation', 'correction'] as const)(
  'a %s notice is a document of its own',
  (purpose) => {
    const message = text({ purpose, key: purpose });

    expect(segmentOf(message, 'OBX')).toMatch(
      /^OBX\|1\|ED\|[A-Z-]+\^[A-Z][a-z -]+notice\^L\|\|\^application/i,
    );
    expect(segmentOf(message, 'TXA').split('|')[12]).toBe(`${controlIdOf(purpose)}^REFERLOOP`);
  },
);

describe('the control id', () => {
  test('is the same for the same key, another for another, and never longer than 20 characters', () => {
    assert(
      property(string(), string(), (one, other) => {
        expect(controlIdOf(one)).toMatch(/^RL[0-9A-F]{18}$/);
        expect(controlIdOf(one) === controlIdOf(other)).toBe(one === other);
      }),
    );
  });
});

describe('any text', () => {
  test('comes back as it was, whatever the database can hold, and adds no segment', () => {
    const word = string({ unit: 'binary' }).map(
      (value) => `x${storableText(value).replace(/\r\n?/g, '\n')}y`,
    );
    assert(
      property(word, word, word, (family, title, value) => {
        const subject = {
          ...about,
          patient: { identifiers: [{ system: 'clinic:EMR', value }], family },
          note: { documentId: 'D', title, isAmendment: false },
        };
        const { head, tail } = build({ about: subject });
        const message = parseMessage(Buffer.concat([head, tail]));

        expect([head, tail].some((part) => part.includes(0x0b) || part.includes(0x1c))).toBe(false);
        expect(message.segments.map((segment) => segment.name)).toEqual([
          'MSH',
          'EVN',
          'PID',
          'PV1',
          'TXA',
          'OBX',
        ]);
        expect([message.get('PID-5.1'), message.get('OBX-3.5'), message.get('PID-3.1')]).toEqual([
          family,
          title,
          value,
        ]);
      }),
    );
  });

  test('with line ends stays in its field', () => {
    const subject = {
      ...about,
      note: { documentId: 'D', title: 'one\r\nPID|2||EVIL\rtwo', isAmendment: false },
    };

    const segments = text({ about: subject }).split('\r');

    expect(segments.map((segment) => segment.slice(0, 3))).toEqual([
      'MSH',
      'EVN',
      'PID',
      'PV1',
      'TXA',
      'OBX',
      '',
    ]);
  });

  test.each([
    ['iso-8859-1', '8859/1', 'ZZTESTMüller'],
    ['us-ascii', 'ASCII', 'ZZTESTMuller'],
  ] as const)('in %s is written with the letters it has', (charset, name, family) => {
    const subject = { ...about, patient: { identifiers: [], family: 'ZZTESTMüller', given: 'Čeněk 李' } };

    const message = text({ about: subject }, { charset });

    expect(segmentOf(message, 'PID')).toContain(`|${family}^Cenek ?^`);
    expect(segmentOf(message, 'MSH')).toMatch(new RegExp(`\\|${name}$`));
  });
});

test('a 20 MB document arrives byte for byte, without being put together in memory', async () => {
  const bytes = Buffer.alloc(20 * 1024 * 1024 + 1, 'invented PDF ');
  const receiver = await openReceiver(polite);
  const open = await mllp.open(destinationContext({}).context);

  const outcome = await open.deliver(
    { ...note, address: receiver.address, document: { mediaType: 'application/pdf', bytes, pages: 1 } },
    new AbortController().signal,
  );

  const received = receiver.messages[0]?.toString('latin1') ?? '';
  const encoded = /\^Base64\^([A-Za-z0-9+/=]*)\|/.exec(received)?.[1] ?? '';
  expect(outcome.status).toBe('delivered');
  expect(Buffer.compare(Buffer.from(encoded, 'base64'), bytes)).toBe(0);
  await open.close();
  await receiver.close();
});
