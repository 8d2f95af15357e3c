/** A whole fax: pages drawn, printed, worn and sent. */
import type { Transport } from '../../../src/domain/document/understanding.ts';
import { makeCase } from './case.ts';
import { lookOf, type Form } from './form.ts';
import { hands, type HandName } from './fonts.ts';
import { printHeader } from './header.ts';
import type { Layout } from './layout.ts';
import { seenLayouts } from './layouts/index.ts';
import { unseenLayouts } from './layouts-unseen/index.ts';
import { luckOf, type Luck } from './luck.ts';
import { noWear, scan, turned, usualWear, wornNames, type Wear } from './noise.ts';
import { renderPdf, type Bits } from './picture.ts';
import { openPaper, type Printed } from './sheet.ts';
import { spellingOf } from './spelling.ts';
import type { FaxTruth, Resolution, SetName, TruthDocument, TruthPage } from './truth.ts';
import { seenWordings, type Wordings } from './wordings.ts';
import { unseenWordings } from './wordings-unseen.ts';
import type { Office, Patient, World } from './world.ts';

export type FaxOptions = {
  readonly set: SetName;
  readonly resolution: Resolution;
  /** `clean`: as printed, cut to black and white, upright. */
  readonly wear: 'clean' | 'usual';
  /** One of the layouts of the set, by name; else the one of the sender. */
  readonly layout?: string;
  /** Share of faxes filled in by hand. */
  readonly handwriting?: number;
  readonly office?: Office;
  readonly patient?: Patient;
};

/** A fax on paper: everything is known of it, and nothing is printed yet. */
export type DrawnFax = {
  readonly truth: FaxTruth;
  readonly pdf: Uint8Array;
  readonly wears: readonly Wear[];
  readonly seed: number;
};

type Drawn = Pick<TruthPage, 'class' | 'layout'> & Printed;

/** The fax with this number of a world: always the same one. */
export async function drawFax(world: World, number: number, options: FaxOptions): Promise<DrawnFax> {
  const luck = luckOf(world.seed, options.set, 'fax', number);
  const office = options.office ?? luck.pick(world.offices);
  const patient = options.patient ?? luck.pick(world.patients);
  const form = formOf(world, office, patient, options, luck);
  const layout = layoutOf(office, options, world.seed);
  const paper = openPaper();
  const drawn = layout.pages.map((page): Drawn => {
    const sheet = paper.addSheet();
    page.draw(sheet, form);
    return { class: page.class, layout: layout.name, ...sheet.printed() };
  });
  const pages = wearPages(drawn, office, options, luck);
  const document: TruthDocument = {
    kind: 'referral',
    pages: pages.map(({ truth }) => truth.number),
    fields: drawn.flatMap((page, at) =>
      page.fields.map(({ part: _, ...field }) => ({ ...field, page: at + 1 })),
    ),
    ...(patient.isIndexed ? { patientId: patient.id } : {}),
    ...(office.isListed ? { partnerId: office.id } : {}),
    senderId: office.id,
  };
  const truth: FaxTruth = {
    id: `${options.set}-${options.resolution}-${world.seed}-${number}`,
    seed: world.seed,
    set: options.set,
    transport: transportOf(world, office, luck),
    pages: pages.map((page) => page.truth),
    documents: [document],
  };
  return { truth, pdf: await paper.finish(), wears: pages.map((page) => page.wear), seed: world.seed };
}

/** What arrives of it: black and white pages as they came off the line. */
export async function sendFax({ truth, pdf, wears, seed }: DrawnFax): Promise<readonly Bits[]> {
  const greys = await renderPdf(pdf);
  const sent: Bits[] = [];
  for (const [at, page] of truth.pages.entries()) {
    const [grey, wear] = [greys[at], wears[at]];
    if (!grey || !wear) throw new Error(`Page ${at + 1} was drawn and not rendered.`);
    const luck = luckOf(seed, 'scan', truth.id, at);
    const bits = turned(scan(grey, wear, page.resolution === 'fine', luck), page.turn);
    if (page.faxHeader !== undefined) await printHeader(bits, page.faxHeader);
    sent.push(bits);
  }
  return sent;
}

/** An office has one form, and keeps it. */
export function layoutOf(office: Office, options: Pick<FaxOptions, 'layout' | 'set'>, seed: number): Layout {
  const layouts = layoutsOf(options.set);
  const named = layouts.find((layout) => layout.name === options.layout);
  if (options.layout !== undefined && !named)
    throw new Error(`No layout ${options.layout} in ${options.set}.`);
  return named ?? luckOf(seed, options.set, 'layout', office.id).pick(layouts);
}

export function layoutsOf(set: SetName): readonly Layout[] {
  return set === 'seen' ? seenLayouts : unseenLayouts;
}

/** Forms nobody has seen call most things, not all, what nobody has seen. */
function wordingsOf(set: SetName): readonly Wordings[] {
  return set === 'seen' ? [seenWordings] : [unseenWordings, unseenWordings, seenWordings];
}

function formOf(world: World, office: Office, patient: Patient, options: FaxOptions, luck: Luck): Form {
  const own = luckOf(world.seed, options.set, 'look', office.id);
  const look = lookOf(own, wordingsOf(options.set), spellingOf(own));
  const hand = luck.chance(options.handwriting ?? 0)
    ? luck.pick(Object.keys(hands) as readonly HandName[])
    : undefined;
  return {
    case: makeCase(luck, world, office, patient),
    look,
    luck,
    ...(hand === undefined ? {} : { hand }),
  };
}

function wearPages(
  drawn: readonly Drawn[],
  office: Office,
  options: FaxOptions,
  luck: Luck,
): readonly { readonly truth: TruthPage; readonly wear: Wear }[] {
  const isClean = options.wear === 'clean';
  const turn = !isClean && luck.chance(0.12) ? 180 : 0;
  return drawn.map(({ fields: _, ...page }, at) => {
    const wear: Wear = isClean ? noWear : usualWear(luck);
    const header = isClean ? undefined : headerOf(office, at + 1, drawn.length, luck);
    const truth: TruthPage = {
      number: at + 1,
      width: 612,
      height: 792,
      resolution: options.resolution,
      turn,
      skewDegrees: wear.skewDegrees,
      noise: wornNames(wear),
      ...page,
      ...(header === undefined ? {} : { faxHeader: header }),
    };
    return { truth, wear };
  });
}

function headerOf(office: Office, page: number, of: number, luck: Luck): string | undefined {
  const digits = office.fax;
  const number = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  const clock = `06/15/2026 ${String(luck.whole(8, 17)).padStart(2, '0')}:${luck.whole(10, 59)}`;
  const name = office.name.slice(0, 22).toUpperCase();
  return luck.pick([
    undefined,
    `${clock}   FAX ${number}   ${name}   P.${String(page).padStart(3, '0')}/${String(of).padStart(3, '0')}`,
    `From: ${name}  Fax: ${digits}   To: +1   ${clock}   Page: ${page} of ${of}`,
    `${clock} PM   ${number}  ->  Page ${page}`,
  ]);
}

function transportOf(world: World, office: Office, luck: Luck): Transport {
  const isHidden = luck.chance(0.08);
  return {
    kind: 'fax',
    ...(isHidden ? {} : { fromNumber: office.fax }),
    toNumber: world.own.fax,
    ...(office.csid === undefined ? {} : { csid: office.csid }),
    ...(office.callerName === undefined || isHidden ? {} : { callerName: office.callerName }),
    receivedAt: `2026-06-15T${String(luck.whole(12, 21)).padStart(2, '0')}:${luck.whole(10, 59)}:00.000Z`,
  };
}
