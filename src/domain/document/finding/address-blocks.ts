import type { Layout } from './areas.ts';
import { blocksOf, segmentArea, segmentsOf, type Block, type Segment } from './blocks.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import type { Subject } from '../labels/label-entry.ts';
import { foldName } from '../../names.ts';
import { findAddresses } from '../values/address.ts';
import type { ValueContext } from '../values/find.ts';
import type { Found } from '../values/found.ts';
import { findNpis } from '../values/npi.ts';
import { findPersons } from '../values/person.ts';
import { findPhones } from '../values/phone.ts';
import { findOrganisations } from '../values/words.ts';

/** What is known of other fields this surely says whose block it stands in. */
const KNOWN = 0.4;
/** So far from the upper edge, as a share of what is printed, stands a letterhead. */
const HEAD = 0.16;

/** Addresses and numbers that no label names: a letterhead, a block under a doctor's name, the sticker of a hospital. */
export function contactBlocks(
  layout: Layout,
  found: readonly Candidate[],
  values: ValueContext,
): readonly Candidate[] {
  const around = { layout, found, values };
  const blocks = blocksOf(layout.sheet);
  return [...addressBlocks(around, blocks), ...numberBlocks(around, blocks)];
}

function addressBlocks(around: Around, blocks: readonly Block[]): readonly Candidate[] {
  return blocks.flatMap((block) =>
    block.flatMap((_, at) => {
      const lines = addressEndingAt(block, at);
      if (!lines) return [];
      const area = segmentArea(lines);
      const [address] = findAddresses(area.text);
      const owner = address && ownerOf(around, block, at - lines.length + 1, at);
      if (!address || !owner) return [];
      return [
        candidateOf(owner.address, doubted(address, owner), area, around.layout.sheet.page.number, {
          score: owner.score * address.fit,
          labelMatch: 0,
          evidence: owner.evidence,
          origin: 'pattern',
        }),
      ];
    }),
  );
}

/** The one to three lines of a block that are an address with a street and end here. */
function addressEndingAt(block: Block, at: number): readonly Segment[] | undefined {
  const last = block[at];
  if (!last || !/\d{5}|[\dOoIlSBZ]{5}\b/.test(segmentArea([last]).text)) return undefined;
  for (const count of [1, 2, 3]) {
    const lines = block.slice(Math.max(0, at - count + 1), at + 1);
    if (lines.length < count) return undefined;
    const { text } = segmentArea(lines);
    const [address] = findAddresses(text);
    // What stands behind the ZIP code is something else's line.
    if (!address || address.value.endsWith('; ') || address.to < text.length - 14) return undefined;
    if (address.fit > 0.95 && /\d/.test(text.slice(0, 8))) return lines;
  }
  return undefined;
}

/** Numbers in a block of somebody's: `P 555-0100 F 555-0101` under a name. */
function numberBlocks(around: Around, blocks: readonly Block[]): readonly Candidate[] {
  const { layout, values } = around;
  return blocks.flatMap((block) => {
    if (block.length < 2) return [];
    return block.flatMap((segment, at) => {
      const area = segmentArea([segment]);
      const numbers = findPhones(area.text).filter(
        ({ value, isValid }) =>
          isValid !== false &&
          !values.own.ownNumbers.includes(value) &&
          findNpis(value).every((one) => one.isValid !== true),
      );
      const before = layout.sheet.rows[segment.row]?.tokens[(segment.tokens[0]?.at ?? 0) - 1]?.text ?? '';
      if (numbers.length === 0 || numbers.length > 2 || isLabelled(layout, segment)) return [];
      const owner = ownerOf(around, block, at, at);
      if (!owner) return [];
      return numbers.flatMap((one) => {
        const isFax = /\bf(?:a?x|acsimile)?\W{0,4}$/i.test(
          one.from < 3 ? before : area.text.slice(Math.max(0, one.from - 12), one.from),
        );
        if (isFax && owner.phone !== 'referrer_phone') return [];
        const field = isFax ? 'referrer_fax' : owner.phone;
        const { score, evidence } = owner;
        return [
          candidateOf(field, doubted(one, owner), area, layout.sheet.page.number, {
            score: score * one.fit,
            labelMatch: 0,
            evidence,
            origin: 'pattern',
          }),
        ];
      });
    });
  });
}

function doubted(found: Found, { doubt }: Owner): Found {
  return doubt === undefined || found.doubt !== undefined ? found : { ...found, doubt };
}

/** A label of its own says whose the numbers of a line are. */
function isLabelled({ byRow }: Layout, { row, tokens }: Segment): boolean {
  const first = tokens[0]?.at ?? 0;
  return (
    byRow
      .get(row)
      ?.some(
        ({ from, subject }) =>
          (from >= first && from < first + tokens.length && subject !== undefined) ||
          (from < first && subject === 'pcp'),
      ) === true
  );
}

type Around = {
  readonly layout: Layout;
  readonly found: readonly Candidate[];
  readonly values: ValueContext;
};
type Owner = {
  readonly address: FieldName;
  readonly phone: FieldName;
  readonly score: number;
  readonly evidence: string;
  readonly doubt?: string;
};

const owners: Readonly<Partial<Record<Subject, Pick<Owner, 'address' | 'phone'>>>> = {
  patient: { address: 'patient_address', phone: 'patient_phone' },
  referrer: { address: 'referrer_address', phone: 'referrer_phone' },
};

/** Whose address it is: the nearest line above it that says so, else the nearest below, else where it stands. */
function ownerOf(around: Around, block: Block, from: number, to: number): Owner | undefined {
  const above = block.slice(0, from).toReversed();
  const below = block.slice(to + 1, to + 4);
  const own = [...above, ...overBlock(around.layout, block), ...below];
  for (const [index, segment] of [...own, ...sameEdge(around.layout, block)].entries()) {
    const subject = subjectOf(around, segment);
    if (subject === undefined) continue;
    const field = owners[subject];
    return (
      field && {
        ...field,
        score: index < own.length ? 0.5 : 0.4,
        ...(index < own.length ? {} : { doubt: 'whose it is could only be told by what stands near' }),
        evidence: `in one block with what is ${subject === 'patient' ? 'the patient’s' : 'the sender’s'}`,
      }
    );
  }
  const { extent } = around.layout.sheet;
  const first = block[from];
  if (first && first.box.y < extent.y + extent.height * HEAD)
    return {
      address: 'referrer_address',
      phone: 'referrer_phone',
      score: 0.4,
      evidence: 'in the letterhead',
    };
  return undefined;
}

/** Segments with the left edge of a block, a few lines above and below it: a column beside the text. */
function sameEdge({ sheet }: Layout, block: Block): readonly Segment[] {
  const [top] = block;
  const bottom = block.at(-1);
  if (!top || !bottom) return [];
  return sheet.rows.flatMap((row, index) => {
    const gap = index < top.row ? top.box.y - row.bottom : row.top - bottom.box.y - bottom.box.height;
    if (gap < 0 || gap > NEARBY * sheet.unit) return [];
    return segmentsOf(row, index).filter(({ box }) => Math.abs(box.x - top.box.x) < sheet.unit);
  });
}

/** In units: further away is something else. */
const NEARBY = 6;

/** What stands right over a block: its heading may begin a little further left. */
function overBlock({ sheet, labels }: Layout, block: Block): readonly Segment[] {
  const [top] = block;
  if (!top) return [];
  const label = labels.findLast(
    ({ row, box }) =>
      row < top.row &&
      top.box.y - box.y - box.height < 2.5 * sheet.unit &&
      Math.abs(box.x - top.box.x) < 5 * sheet.unit,
  );
  if (!label) return [];
  return [
    {
      tokens: sheet.rows[label.row]?.tokens.slice(label.from, label.to) ?? [],
      box: label.box,
      row: label.row,
    },
  ];
}

function subjectOf({ layout, found, values }: Around, { tokens, row, box }: Segment): Subject | undefined {
  const { text } = segmentArea([{ tokens, row, box }]);
  const { own } = values;
  const folded = foldName(text);
  const isOwn = own.ownNames.some((name) => name !== '' && folded.includes(foldName(name)));
  if (isOwn || findPhones(text).some(({ value }) => own.ownNumbers.includes(value))) return 'recipient';
  const first = tokens[0]?.at ?? 0;
  const label = layout.byRow
    .get(row)
    ?.find(({ from, subject }) => from >= first && from < first + tokens.length && subject !== undefined);
  if (label?.subject !== undefined) return label.subject;
  // Whose a number is was told by what stands around it: it tells nothing more.
  const known = found.find(
    (one) =>
      one.score > KNOWN && one.box !== undefined && !/phone|fax/.test(one.field) && isInside(one.box, box),
  );
  if (known)
    return /^(?:patient|birth|sex)/.test(known.field)
      ? 'patient'
      : known.field.startsWith('referrer')
        ? 'referrer'
        : 'recipient';
  const [person] = findPersons(text);
  if (person && person.value.split(', ').length > 2) return 'referrer';
  const [office] = findOrganisations(text);
  return office?.fit === 1 && text.split(' ').length > 1 && text.length < 60 ? 'referrer' : undefined;
}

function isInside(inner: Candidate['box'], outer: Segment['box']): boolean {
  if (!inner) return false;
  const y = inner.y + inner.height / 2;
  const x = inner.x + inner.width / 2;
  return y > outer.y - 2 && y < outer.y + outer.height + 2 && x > outer.x && x < outer.x + outer.width;
}
