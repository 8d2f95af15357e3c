import sharp from 'sharp';
import referral from '../../mappings/document/referral.mapping.ts';
import { newId } from '../../src/lib/ids.ts';
import { sha256Hex } from '../../src/lib/sha256.ts';
import { fieldNames, type FieldName } from '../../src/domain/document/fields.ts';
import type { Box, Word } from '../../src/domain/document/page.ts';
import type { ArrivalTransport, PageClass } from '../../src/domain/document/understanding.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { toDocumentMessage } from '../../src/pipeline/to-message.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { http } from '../../src/sources/http/index.ts';
import { execute, sql } from '../../src/store/database.ts';
import { type StoredField } from '../../src/store/document-fields.ts';
import { insertDocuments, type DocumentCandidates } from '../../src/store/documents.ts';
import { openIntakeJobs } from '../../src/store/intake-jobs.ts';
import { insertMessages } from '../../src/store/messages.ts';
import { transaction } from '../../src/store/transaction.ts';

/** Pixels of a letter page at 100 an inch. */
export const deskPage = { width: 850, height: 1100, dpi: 100 };
const LINE = 40;
const LETTER = 9;
const LEFT = 80;

/** A line of a page: a label and what stands behind it. */
export type DeskLine = { readonly field?: FieldName; readonly label?: string; readonly text: string };

export type DeskImage = {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
};

export type DeskSeed = {
  /** One list of lines for each page. */
  readonly pages: readonly (readonly DeskLine[])[];
  readonly classes?: readonly PageClass[];
  /** What a field is read as, where that is not simply its line: doubts, other readings, canonical values. */
  readonly reads?: Readonly<Partial<Record<FieldName, Partial<StoredField>>>>;
  readonly candidates?: DocumentCandidates;
  readonly transport?: Partial<ArrivalTransport>;
  readonly reason?: string;
  readonly priority?: 0 | 1 | 2;
  /** ISO instant: where it stands in the queue. */
  readonly receivedAt?: string;
  /** The pictures as they came; else the lines are drawn. */
  readonly images?: readonly DeskImage[];
};

/** A channel for papers: what is settled at the desk becomes a referral. */
export function addUploads(hub: Hub): void {
  const channel = {
    name: 'uploads',
    owner: 'it@practice.example',
    source: http,
    config: {},
    zone: hub.policy.zone,
    mapping: referral,
  };
  (hub.channels as Map<string, Channel>).set(channel.name, channel as unknown as Channel);
}

/** Puts a paper on the desk as if it had arrived, been read and understood. Its pages say their own words, as those of a PDF do. */
export async function seedDesk(
  hub: Hub,
  seed: DeskSeed,
): Promise<{ readonly id: string; readonly messageId: string }> {
  const receivedAt = seed.receivedAt ?? '2026-11-02T15:00:00.000Z';
  const transport: ArrivalTransport = {
    kind: 'fax',
    fromNumber: '7185550101',
    receivedAt,
    ...seed.transport,
  };
  const body = Buffer.from(`paper ${newId()}`);
  const message = toDocumentMessage('uploads', { body, peer: 'test', transport });
  await insertMessages(hub.db, [message]);
  await openIntakeJobs(hub.db);
  const messageId = message.id;
  const fileId = newId();
  await execute(
    hub.db,
    sql`insert into document_file (id, message_id, ordinal, media_type, bytes, sha256, fate)
        values (${fileId}, ${messageId}, 0, 'application/pdf', ${body.length}, decode(${sha256Hex(body)}, 'hex'), 'pages')`,
  );
  for (const [at, lines] of seed.pages.entries()) {
    const { bytes, width, height, dpi } = seed.images?.[at] ?? { ...deskPage, bytes: await draw(lines) };
    await execute(
      hub.db,
      sql`insert into document_page (id, message_id, file_id, number, image, image_type, width, height, dpi_x, dpi_y, text_words, state)
          values (${newId()}, ${messageId}, ${fileId}, ${at + 1}, ${bytes}, 'image/png', ${width}, ${height}, ${dpi}, ${dpi},
            ${sql.json(lines.flatMap(wordsOf))}, 'read')`,
    );
  }
  await execute(
    hub.db,
    sql`update intake_job set step = 'done', pages = ${seed.pages.length}, ready_at = now() where message_id = ${messageId}`,
  );
  const id = newId();
  await transaction(hub.db, (tx) =>
    insertDocuments(tx, [
      {
        id,
        messageId,
        ordinal: 1,
        kind: 'referral',
        pages: seed.pages.map((_, at) => ({
          number: at + 1,
          class: seed.classes?.[at] ?? 'referral_form',
          confidence: 1,
        })),
        state: 'review',
        hubDecision: 'ask',
        isAudit: false,
        senderKey: `fax:${transport.fromNumber ?? ''}`,
        candidates: seed.candidates ?? {},
        shingles: [],
        priority: seed.priority ?? 1,
        receivedAt,
        fields: fieldsOf(seed),
        ...(seed.reason === undefined ? {} : { reason: seed.reason }),
      },
    ]),
  );
  return { id, messageId };
}

function fieldsOf({ pages, reads = {} }: DeskSeed): readonly StoredField[] {
  const lines = pages.flatMap((page, at) => page.map((line, nr) => ({ ...line, page: at + 1, nr })));
  return fieldNames.flatMap((field) => {
    const said = lines.filter((line) => line.field === field);
    if (said.length === 0 && reads[field] === undefined) return [];
    const places = said.length === 0 ? [undefined] : said;
    return places.map((line, position) => ({
      field,
      position,
      value: line?.text ?? '',
      text: line?.text ?? '',
      confidence: 0.99,
      evidence: [],
      others: [],
      isAccepted: true,
      ...(line === undefined ? {} : { page: line.page, box: boxOf(line, line.nr) }),
      ...reads[field],
    }));
  });
}

function boxOf({ label = '', text }: DeskLine, nr: number): Box {
  const x = LEFT + (label === '' ? 0 : (label.length + 2) * LETTER);
  return { x, y: 80 + nr * LINE, width: Math.max(20, text.length * LETTER), height: 22 };
}

function wordsOf(line: DeskLine, nr: number): readonly Word[] {
  const box = boxOf(line, nr);
  const label = {
    text: `${line.label ?? ''}:`,
    box: { ...box, x: LEFT, width: (line.label ?? '').length * LETTER },
  };
  const words = [...line.text.matchAll(/\S+/g)].map(([text], at, all) => {
    const before = (all[at]?.index ?? 0) * LETTER;
    return { text, box: { ...box, x: box.x + before, width: text.length * LETTER } };
  });
  return [...(line.label === undefined ? [] : [label]), ...words].map((word) => ({
    ...word,
    confidence: 1,
    line: nr,
  }));
}

/** The page as a picture, in a typewriter's letters of one width, so that it is known where each stands. */
async function draw(lines: readonly DeskLine[]): Promise<Buffer> {
  const { width, height } = deskPage;
  const texts = lines.map((line, nr) => {
    const { x, y } = boxOf(line, nr);
    const said = (at: number, text: string): string =>
      `<text x="${at}" y="${y + 17}" textLength="${text.length * LETTER}" font-family="monospace" font-size="15">${escaped(text)}</text>`;
    return `${line.label === undefined ? '' : said(LEFT, `${line.label}:`)}${said(x, line.text)}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="white"/>${texts.join('')}</svg>`;
  return sharp(Buffer.from(svg)).greyscale().png({ palette: true, colours: 16 }).toBuffer();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
