import { areaOf, type Layout } from '../finding/areas.ts';
import { candidateOf, type Candidate } from '../finding/candidate.ts';
import { fieldOf } from '../fields.ts';
import { pageForm } from './fingerprint.ts';
import { labelKey } from '../labels/label-match.ts';
import type { Token } from '../layout/lines.ts';
import type { Box } from '../page.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { fittingTemplate, inPixels, trustOf } from './template-match.ts';
import type { SenderTemplate, TemplateZone } from '../understanding.ts';
import { findValues, type ValueContext } from '../values/find.ts';

/**
 * Candidates with what a sender's template says of them: values at places people confirmed are found without labels and count more. What
 * is always the same on this sender's faxes comes in later (sender-constants.ts).
 */
export function zoneCandidates(
  layout: Layout,
  found: readonly Candidate[],
  templates: readonly SenderTemplate[],
  values: ValueContext,
): readonly Candidate[] {
  const template =
    templates.length === 0 ? undefined : fittingTemplate(templates, pageForm(layout.sheet.page));
  if (!template) return found;
  const zones = template.zones
    .filter((zone) => trustOf(zone) > 0)
    .map((zone) => ({ zone, box: placeOf(zone, layout), trust: trustOf(zone) }));
  const raised = found.map((one) => {
    const at = zones.find(
      ({ zone, box }) => zone.field === one.field && one.box !== undefined && overlap(box, one.box) > 0.4,
    );
    if (!at) return one;
    return { ...one, score: one.score + 0.15 + 0.1 * Math.min(3, at.trust), confirmedZone: at.trust };
  });
  const fresh = zones.flatMap(({ zone, box, trust }) => atZone(layout, zone, box, trust, values));
  return [...raised, ...fresh];
}

/** Where a zone lies on this page: moved along with the label it was learnt beside. */
function placeOf(zone: TemplateZone, layout: Layout): Box {
  const { page, unit } = layout.sheet;
  const box = inPixels(zone.box, page);
  const { anchor } = zone;
  const grown = {
    x: box.x - unit,
    y: box.y - 0.4 * unit,
    width: box.width + 2 * unit,
    height: box.height + 0.8 * unit,
  };
  if (anchor === undefined || anchor === '') return grown;
  const key = labelKey(anchor.replaceAll(/\s+/g, ''));
  const labels = layout.labels.filter((label) => {
    const said = labelKey(label.text.replaceAll(/\s+/g, ''));
    return said === key || slipsBetween(said, key) <= Math.max(1, key.length * 0.2);
  });
  const near = labels.toSorted((a, b) => gap(a.box, box) - gap(b.box, box))[0];
  if (!near || gap(near.box, box) > 60 * unit) return grown;
  // A label in the row of its value says how far the page has moved up or down.
  const isBeside = Math.abs(near.box.y - box.y) < 2.5 * unit;
  return isBeside ? { ...grown, y: near.box.y - (box.height - near.box.height) / 2 - 0.4 * unit } : grown;
}

function gap(a: Box, b: Box): number {
  return Math.abs(a.x - b.x) + 3 * Math.abs(a.y - b.y);
}

/** Share of the second box that lies in the first. */
function overlap(zone: Box, box: Box): number {
  const across = Math.min(zone.x + zone.width, box.x + box.width) - Math.max(zone.x, box.x);
  const down = Math.min(zone.y + zone.height, box.y + box.height) - Math.max(zone.y, box.y);
  return across <= 0 || down <= 0 ? 0 : (across * down) / Math.max(1, box.width * box.height);
}

function atZone(
  layout: Layout,
  zone: TemplateZone,
  box: Box,
  trust: number,
  values: ValueContext,
): readonly Candidate[] {
  const taken = new Set<Token>(
    layout.labels.flatMap((label) => layout.sheet.rows[label.row]?.tokens.slice(label.from, label.to) ?? []),
  );
  const lines = layout.sheet.rows
    .map(({ tokens }) => tokens.filter((token) => !taken.has(token) && overlap(box, token.box) > 0.5))
    .filter((line) => line.length > 0);
  if (lines.length === 0) return [];
  const area = areaOf('right', lines);
  const found = findValues(zone.field, area.text, { ...values, place: 'labelled' });
  return (fieldOf(zone.field).isMany === true ? found : found.slice(0, 1)).map((one) => ({
    ...candidateOf(zone.field, one, area, layout.sheet.page.number, {
      score: (0.6 + 0.12 * Math.min(4, trust)) * one.fit,
      labelMatch: 0,
      evidence: `where it stood on ${trust} earlier faxes of this sender`,
      origin: 'zone',
    }),
    confirmedZone: trust,
  }));
}
