import { expect, test } from 'vitest';
import { drawFax } from '../../bench/documents/generate/fax.ts';
import { communityLayouts } from '../../bench/documents/generate/layouts-community/index.ts';
import { makeWorld } from '../../bench/documents/generate/world.ts';
import type { Box } from '../../src/domain/document/page.ts';

const world = makeWorld(1, { offices: 30, patients: 200 });

const isUpon = (one: Box, other: Box): boolean =>
  Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x) > 0.5 &&
  Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y) > 0.8;

const isOff = ({ x, y, width, height }: Box): boolean =>
  x < 28 || y < 20 || x + width > 584 || y + height > 784;

test.each(communityLayouts.map(({ name }) => name))(
  '%s: nothing is printed upon anything else nor off the page, and who is asked to see whom for what is told',
  (layout) => {
    for (const handwriting of [0, 1]) {
      const options = { set: 'community', resolution: 'fine', wear: 'clean', layout, handwriting } as const;
      const { truth } = drawFax(world, handwriting, options);

      const faults = truth.pages.flatMap(({ runs }) =>
        runs.filter(
          ({ box }, at) => isOff(box) || runs.slice(at + 1).some((other) => isUpon(box, other.box)),
        ),
      );
      const told = new Set(truth.documents[0]?.fields.map(({ field }) => field));

      expect(faults.map(({ text }) => text)).toEqual([]);
      expect([...told]).toEqual(
        expect.arrayContaining([
          'patient_name',
          'birth_date',
          'referrer_name',
          'referrer_npi',
          'service',
          'reason',
          'diagnosis',
          'urgency',
          'payer',
          'ordered_on',
        ]),
      );
    }
  },
);
