import { z } from '@hono/zod-openapi';
import { measureNames, type MeasureName } from '../domain/measures/catalogue.ts';

const day = z.iso.date().openapi({ example: '2026-11-16' });
const share = z.number().min(0).max(1).nullable();
const asOf = z.iso.datetime().openapi({ description: 'When this was true.' });

export const measureName = z.enum(measureNames as [MeasureName, ...MeasureName[]]);

export const measureListSchema = z
  .object({
    asOf,
    measures: z.array(
      z.object({
        name: z.string().openapi({ example: 'loop_closure' }),
        title: z.string(),
        kind: z.enum(['count', 'share', 'duration', 'conversion', 'reckoned']).openapi({
          description: 'reckoned: has a path of its own.',
        }),
        definition: z.string(),
      }),
    ),
  })
  .openapi('MeasureList');

const measureRow = z.object({
  group: z.string().nullable().optional().openapi({ description: 'What `by` says; null: not known.' }),
  name: z.string().nullable().optional().openapi({ description: 'Of partners.' }),
  cases: z.int(),
  hits: z.int().optional(),
  share: share.optional(),
  done: z.int().optional().openapi({ description: 'Cases whose end is known.' }),
  medianHours: z.number().nullable().optional(),
  p90Hours: z.number().nullable().optional(),
  medianWorkingHours: z.number().nullable().optional(),
  p90WorkingHours: z.number().nullable().optional(),
  within24Hours: share.optional(),
  within48Hours: share.optional(),
  within30Days: share.optional(),
  within60Days: share.optional(),
  within90Days: share.optional(),
});

export const measureSchema = z
  .object({
    name: measureName,
    title: z.string(),
    definition: z.string(),
    from: day,
    to: day,
    by: z.enum(['all', 'partner', 'account', 'key', 'week']),
    asOf,
    rows: z.array(measureRow),
  })
  .openapi('Measure');

const band = z
  .object({ low: z.int(), high: z.int() })
  .openapi({ description: 'Of ten ordinary weeks nine are in it.' });

const gap = z.object({
  days: z.int(),
  usualDays: z.number(),
  meanDays: z.number(),
  isSilent: z.boolean(),
  chance: z.number(),
});

const direction = z.enum(['drop', 'spike', 'silent']);

export const partnerWeeksSchema = z
  .object({
    partnerId: z.uuid(),
    asOf: asOf.nullable(),
    isRollUp: z.boolean().openapi({ description: 'Sums up everybody who belongs to it.' }),
    weeks: z.array(
      z.object({
        week: day.openapi({ description: 'Monday.' }),
        name: z.string().openapi({ example: '2026-W47' }),
        count: z.int(),
        expected: z.number().optional(),
        band: band.optional(),
      }),
    ),
    change: z
      .object({
        last: z.int(),
        before: z.int(),
        mean: z.number(),
        change: z.number().optional(),
        rule: direction.optional(),
      })
      .nullable(),
    gap: gap.nullable(),
  })
  .openapi('PartnerWeeks');

export const volumeAlertSchema = z
  .object({
    id: z.uuid(),
    partnerId: z.uuid(),
    direction,
    grade: z.enum(['alert', 'notice']).openapi({
      description: 'alert: hardly chance, and an event was published. notice: the plain rule of last week.',
    }),
    state: z.enum(['open', 'acknowledged', 'closed', 'withdrawn']),
    since: day,
    opened: day,
    closed: day.optional(),
    isToldByRoot: z.boolean().openapi({ description: 'Its organisation has the same alert.' }),
    lost: z.number().openapi({ description: 'Expected and not come; negative: more came.' }),
    words: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    trace: z.array(z.object({ at: z.iso.datetime(), what: z.string(), because: z.string() })),
    acknowledgedAt: z.iso.datetime().optional(),
    acknowledgedBy: z.string().optional(),
  })
  .openapi('VolumeAlert');

export const volumeAlertListSchema = z
  .object({ asOf: asOf.nullable(), definition: z.string(), alerts: z.array(volumeAlertSchema) })
  .openapi('VolumeAlertList');

const cms50Case = z.object({
  referralId: z.uuid(),
  orderedAt: z.iso.datetime(),
  reportedAt: z.iso.datetime().optional(),
});

export const cms50Schema = z
  .object({
    partnerId: z.uuid(),
    year: z.int(),
    asOf,
    definition: z.string(),
    patients: z.int(),
    met: z.int(),
    rate: z.number().optional(),
    denominator: z.array(cms50Case),
    numerator: z.array(cms50Case),
  })
  .openapi('Cms50');
