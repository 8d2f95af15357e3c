/** A whole fax: pages drawn, printed, worn and sent. */
import { makeCase } from './case.ts';
import { lookOf, type Form } from './form.ts';
import { hands, type HandName } from './fonts.ts';
import { headerRun, printHeader } from './header.ts';
import type { Layout } from './layout.ts';
import { luckOf, type Luck } from './luck.ts';
import { noWear, scan, turned, wornNames, type Wear } from './noise.ts';
import { spoil, stampOn } from './noise-unseen.ts';
import { spoilWorn } from './noise-worn-scan.ts';
import { drawWorn, wornWear } from './noise-worn.ts';
import { renderPdf, type Bits } from './picture.ts';
import { planPacket, planSingle, type Plan, type PlannedPage } from './plan.ts';
import { setOf } from './sets.ts';
import { openPaper, type Printed } from './sheet.ts';
import { factsOf, spellingOf } from './spelling.ts';
import { headersOf, transportOf } from './transport.ts';
import type { FaxTruth, Resolution, SetName, TruthDocument, TruthPage } from './truth.ts';
import type { Office, Patient, World } from './world.ts';

export type FaxOptions = {
  readonly set: SetName;
  readonly resolution: Resolution | 'mixed';
  /** `clean`: as printed, cut to black and white, upright. `worn`: as usual, and on each page damage of another kind. */
  readonly wear: 'clean' | 'usual' | 'worn';
  /** `single` (default): one referral alone. `packet`: what comes off a machine in a morning. */
  readonly kind?: 'single' | 'packet';
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
  /** The file it is printed from. */
  readonly print: () => Promise<Uint8Array>;
  readonly wears: readonly Wear[];
  /** The office whose machine sent it. */
  readonly office: Office;
};

type Drawn = { readonly plan: PlannedPage; readonly printed: Printed; readonly wear: Wear };

/** The fax with this number of a world: always the same one. */
export function drawFax(world: World, number: number, options: FaxOptions): DrawnFax {
  const luck = luckOf(world.seed, options.set, options.kind ?? 'single', 'fax', number);
  const office = options.office ?? senderOf(world, luck);
  const plan = planOf(world, office, options, luck);
  const resolution =
    options.resolution === 'mixed' ? luck.pick(['fine', 'fine', 'standard'] as const) : options.resolution;
  const paper = openPaper();
  const drawn = plan.pages.map((page): Drawn => {
    const sheet = paper.addSheet();
    const wear = wearOf(options, resolution, luck);
    page.draw(sheet);
    if (wear.extras.includes('stamp')) stampOn(sheet, luck);
    if (options.wear === 'worn') drawWorn(sheet, wear.extras, luck);
    return { plan: page, printed: sheet.printed(), wear };
  });
  const truth: FaxTruth = {
    id: `${options.set}-${options.kind ?? 'single'}-${resolution}-${world.seed}-${number}`,
    seed: world.seed,
    set: options.set,
    transport: transportOf(world, office, luck),
    pages: truthPages(drawn, office, resolution, options, luck),
    documents: plan.documents.map((document, at) => truthDocument(plan, drawn, at, office, document)),
  };
  let printed: Promise<Uint8Array> | undefined;
  const print = (): Promise<Uint8Array> => (printed ??= paper.finish());
  return { truth, print, wears: drawn.map(({ wear }) => wear), office };
}

/** What arrives of it: black and white pages as they came off the line. */
export async function sendFax({ truth, print, wears, office }: DrawnFax): Promise<readonly Bits[]> {
  const greys = await renderPdf(await print());
  const sent: Bits[] = [];
  for (const [at, page] of truth.pages.entries()) {
    const [grey, wear] = [greys[at], wears[at]];
    if (!grey || !wear) throw new Error(`Page ${at + 1} was drawn and not rendered.`);
    const luck = luckOf(truth.seed, 'scan', truth.id, at);
    const copy = wear.copy ? await copied(grey, wear.copy, office, luck) : grey;
    const bits = turned(
      scan(
        spoilWorn(spoil(copy, wear.extras, luck), wear.extras, luck),
        wear,
        page.resolution === 'fine',
        luck,
      ),
      page.turn,
    );
    if (page.faxHeader !== undefined) await printHeader(bits, page.faxHeader);
    sent.push(bits);
  }
  return sent;
}

/** A few offices send most: every fourth fax is from one of ten. */
function senderOf(world: World, luck: Luck): Office {
  return luck.pick(luck.chance(0.25) ? world.offices.slice(0, 10) : world.offices);
}

function planOf(world: World, office: Office, options: FaxOptions, luck: Luck): Plan {
  const layout = layoutOf(office, options, world.seed);
  const isByHand = luck.chance(options.handwriting ?? 0);
  const hand = isByHand ? luck.pick(Object.keys(hands) as readonly HandName[]) : undefined;
  const nextForm = (): Form =>
    formOf(
      world,
      office,
      options.patient ?? luck.pick(world.patients),
      options,
      luck,
      layout,
      layout.isFilledIn ? hand : undefined,
    );
  if (options.kind === 'packet') return planPacket({ luck, layout, nextForm, set: options.set });
  return planSingle(layout, nextForm());
}

/** An office has one form, and keeps it. */
export function layoutOf(office: Office, options: Pick<FaxOptions, 'layout' | 'set'>, seed: number): Layout {
  const { layouts } = setOf(options.set);
  const named = layouts.find((layout) => layout.name === options.layout);
  if (options.layout !== undefined && !named)
    throw new Error(`No layout ${options.layout} in ${options.set}.`);
  return named ?? luckOf(seed, options.set, 'layout', office.id).pick(layouts);
}

function formOf(
  world: World,
  office: Office,
  patient: Patient,
  options: FaxOptions,
  luck: Luck,
  { specialties }: Layout,
  hand: HandName | undefined,
): Form {
  const own = luckOf(world.seed, options.set, 'look', office.id);
  const { wordings, cases } = setOf(options.set);
  const look = lookOf(own, wordings, spellingOf(own));
  const lines = cases.lines.filter(({ specialty }) => specialties?.includes(specialty) ?? true);
  return {
    case: makeCase(luck, world, office, patient, { ...cases, lines }),
    look,
    luck,
    ...(hand === undefined ? {} : { hand }),
  };
}

function wearOf(options: FaxOptions, resolution: Resolution, luck: Luck): Wear {
  if (options.wear === 'clean') return noWear;
  if (options.wear === 'worn') return wornWear(luck, resolution);
  return setOf(options.set).wear(luck, resolution);
}

function truthPages(
  drawn: readonly Drawn[],
  office: Office,
  resolution: Resolution,
  options: FaxOptions,
  luck: Luck,
): readonly TruthPage[] {
  const isClean = options.wear === 'clean';
  const isUpsideDown = !isClean && luck.chance(0.1);
  const header = headersOf(office, luck);
  return drawn.map(({ plan, printed, wear }, at) => {
    const line = isClean ? undefined : header(at + 1, drawn.length);
    // Only a fine page is scanned lying on its side: on a standard one the rows would run the wrong way.
    const isOnSide = !isClean && resolution === 'fine' && luck.chance(0.02);
    const first = wear.copy ? [headerRun(earlierHeader(office))] : [];
    return {
      number: at + 1,
      class: plan.class,
      layout: plan.layout,
      width: 612,
      height: 792,
      runs: [...first, ...printed.runs].map((run) =>
        wear.copy
          ? {
              ...run,
              box: wear.copy.place(run.box),
              words: run.words.map((word) => ({ ...word, box: wear.copy!.place(word.box) })),
            }
          : run,
      ),
      marks: printed.marks.map((mark) => (wear.copy ? { ...mark, box: wear.copy.place(mark.box) } : mark)),
      rings: printed.rings.map((ring) => (wear.copy ? { ...ring, box: wear.copy.place(ring.box) } : ring)),
      resolution,
      turn: isOnSide ? luck.pick([90, 270] as const) : isUpsideDown ? 180 : 0,
      skewDegrees: wear.skewDegrees,
      ...(line === undefined ? {} : { faxHeader: line }),
      noise: wornNames(wear),
    };
  });
}

function truthDocument(
  plan: Plan,
  drawn: readonly Drawn[],
  number: number,
  office: Office,
  { kind, form }: Plan['documents'][number],
): TruthDocument {
  const mine = (page: PlannedPage): boolean => page.documents.includes(number);
  // A cover in front of several documents stands with the first.
  const numbers = plan.pages.flatMap((page, at) =>
    mine(page) || (page.documents.length === 0 && number === 0) ? [at + 1] : [],
  );
  const fields = drawn.flatMap(({ plan: page, printed, wear }, at) =>
    printed.fields
      .filter(({ part }) => mine(page) && page.documents[part] === number)
      .map(({ part: _part, ...field }) => ({
        ...field,
        page: at + 1,
        ...(wear.copy ? { box: wear.copy.place(field.box) } : {}),
      })),
  );
  return {
    kind,
    pages: numbers,
    fields: kind === 'junk' ? [] : fields,
    facts: form && kind !== 'junk' ? factsOf(form.case) : {},
    ...(form && form.case.patient.isIndexed ? { patientId: form.case.patient.id } : {}),
    ...(form && office.isListed ? { partnerId: office.id } : {}),
    ...(form ? { senderId: office.id } : {}),
  };
}

const earlierHeader = (office: Office): string =>
  `06/12/2026 09:14  ${office.name.slice(0, 18).toUpperCase()}  P.1`;

/** The page as an earlier fax machine printed it: black and white once already, and a little smaller. */
async function copied(
  page: Parameters<typeof scan>[0],
  copy: NonNullable<Wear['copy']>,
  office: Office,
  luck: Luck,
): Promise<Parameters<typeof scan>[0]> {
  const first = scan(page, { ...noWear, threshold: 150, grain: 10, specks: 0.0002 }, true, luck);
  await printHeader(first, earlierHeader(office));
  return copy.print(first);
}
