import { expect, test } from 'vitest';
import { drawFax } from '../bench/documents/generate/fax.ts';
import { makeWorld, type Office } from '../bench/documents/generate/world.ts';
import type { CorpusFax } from '../bench/documents/corpus-files.ts';
import { sameValue } from '../bench/documents/same-value.ts';
import type { TruthPage } from '../bench/documents/generate/truth.ts';
import { taught } from '../bench/documents/teach.ts';
import { isAccepted, type AcceptanceRules } from '../src/domain/document/certainty/acceptance.ts';
import { tellConfidence } from '../src/domain/document/certainty/confidence.ts';
import { builtInDiagnoses } from '../src/domain/document/knowledge/diagnoses.ts';
import type { FieldName } from '../src/domain/document/fields.ts';
import type { Box, ReadPage } from '../src/domain/document/page.ts';
import { askAgain, withSecondOpinions } from '../src/domain/document/readings/second-opinion.ts';
import { withSenderConstants } from '../src/domain/document/templates/sender-constants.ts';
import { understandPages } from '../src/domain/document/understand.ts';
import type { RawDocument, SenderTemplate } from '../src/domain/document/understanding.ts';

const OFFICES = 12;
const CORRECTED = 3;
const NEXT = 2;
const rules: AcceptanceRules = { mode: 'live', auditShare: 0.05, thresholds: [] };
const world = makeWorld(41);
const context = { own: world.own, diagnoses: builtInDiagnoses };

/** Faxes of one office, on its own form, from a layout nothing was tuned on; no directory and no index is asked. */
function faxOf(office: Office, number: number): CorpusFax {
  const { truth } = drawFax(world, number, { set: 'unseen', resolution: 'fine', wear: 'usual', office });
  return { truth, pages: truth.pages.map(pageOf) };
}

const SCALE = 300 / 72;

/** The words as they are printed: what stays in doubt is not the reader's fault but the form's, and only that can be learnt. */
function pageOf({ number, width, height, runs, marks, faxHeader }: TruthPage): ReadPage {
  return {
    number,
    width: Math.round(width * SCALE),
    height: Math.round(height * SCALE),
    dpi: 300,
    words: runs.flatMap(({ words }, line) =>
      words.map(({ text, box }) => ({ text, box: pixels(box), confidence: 0.93, line })),
    ),
    marks: marks.map(({ box, isMarked }) => ({ box: pixels(box), isMarked, confidence: 0.95 })),
    sourceDpiY: 196,
    ...(faxHeader === undefined ? {} : { faxHeader }),
    origin: 'ocr',
    problems: [],
  };
}

function pixels({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.round(x * SCALE), Math.round(y * SCALE)];
  return { x: left, y: top, width: Math.round(width * SCALE), height: Math.round(height * SCALE) };
}

function read({ pages, truth }: CorpusFax, templates: readonly SenderTemplate[]): readonly RawDocument[] {
  const raw = understandPages(pages, { ...context, transport: truth.transport, templates });
  const answers = askAgain(raw, pages).map((question) => {
    const words = pages.find(({ number }) => number === question.page)?.words ?? [];
    const there = words
      .filter(({ box }) => isIn(question.box, box))
      .toSorted((a, b) => a.line - b.line || a.box.x - b.box.x);
    return { ...question, reading: { text: there.map(({ text }) => text).join(' '), confidence: 0.9 } };
  });
  return withSenderConstants(withSecondOpinions(raw, answers, world.own), templates);
}

function isIn(zone: Box, { x, y, width, height }: Box): boolean {
  const [across, down] = [x + width / 2 - zone.x, y + height / 2 - zone.y];
  return across >= 0 && across <= zone.width && down >= 0 && down <= zone.height;
}

type Tally = { readonly doubtful: number; readonly wrong: number };

/** Of the fields printed: those a person is asked about, and those that would have been taken wrongly. */
function tally({ truth }: CorpusFax, documents: readonly RawDocument[]): Tally {
  const [meant] = truth.documents;
  const fields = documents.flatMap((document) => tellConfidence(document).fields);
  const names = [...new Set((meant?.fields ?? []).map(({ field }) => field))];
  const told = (field: FieldName) => fields.filter((reading) => reading.field === field);
  const taken = names.filter((field) => {
    const readings = told(field);
    return readings.length > 0 && readings.every((reading) => isAccepted(reading, '', rules));
  });
  const wrong = taken.filter((field) =>
    told(field).some(
      ({ value }) =>
        !meant?.fields.some((printed) => printed.field === field && sameValue(field, printed.value, value)),
    ),
  );
  return { doubtful: names.length - taken.length, wrong: wrong.length };
}

test('three corrected faxes of a sender cut the doubtful fields of its next ones by half', () => {
  let [before, after, wrong] = [0, 0, 0];
  for (const [at, office] of world.offices.slice(0, OFFICES).entries()) {
    let templates: readonly SenderTemplate[] = [];
    for (let number = 0; number < CORRECTED; number += 1) {
      const fax = faxOf(office, at * 10 + number);
      templates = taught(templates, fax, read(fax, templates), context);
    }
    for (let number = CORRECTED; number < CORRECTED + NEXT; number += 1) {
      const fax = faxOf(office, at * 10 + number);
      before += tally(fax, read(fax, [])).doubtful;
      const learnt = tally(fax, read(fax, templates));
      after += learnt.doubtful;
      wrong += learnt.wrong;
    }
  }

  console.log(
    `doubtful fields: ${before} before, ${after} after three corrected faxes (${wrong} wrong of those taken)`,
  );
  expect(before).toBeGreaterThan(40);
  expect(after / before).toBeLessThanOrEqual(0.5);
  expect(wrong).toBe(0);
}, 120_000);
