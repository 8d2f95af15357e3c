import { z } from '@hono/zod-openapi';
import { entryNeeds } from '../store/directory/completeness.ts';
import type { PartnerLine } from '../store/directory/list-partners.ts';
import type { PartnerPage } from '../store/directory/read-partner.ts';

export const stages = [
  'unknown',
  'discovered',
  'target',
  'contacted',
  'active',
  'lapsed',
  'do_not_contact',
] as const;
export const kinds = ['person', 'organisation'] as const;
export const relations = ['subpart', 'branch', 'group', 'department'] as const;

const maybe = z.string().nullable();
const provenance = z
  .record(z.string(), z.object({ source: z.string(), at: z.string(), by: z.string().optional() }))
  .openapi({ description: 'Per field: who said it and when; `by` is a person who verified it.' });

const partnerLineSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(kinds),
    name: z.string(),
    npi: maybe,
    phone: maybe,
    fax: maybe,
    city: maybe,
    state: maybe,
    zip: maybe,
    stage: z.enum(stages),
    stageAt: maybe,
    owner: maybe,
    parentId: maybe,
    parentName: maybe,
    specialty: maybe,
    missing: z.array(z.enum(entryNeeds)),
    version: z.int(),
  })
  .openapi('PartnerLine');

export const partnerPageSchema = z
  .object({
    partners: z.array(partnerLineSchema),
    next: z.string().optional().openapi({ description: 'Pass it as `after`; absent on the last page.' }),
  })
  .openapi('PartnerPage');

const treeStep = z.object({
  id: z.uuid(),
  name: z.string(),
  relation: z.enum(relations).nullable(),
  stage: z.enum(stages),
  city: maybe,
});

const locationSchema = z.object({
  id: z.uuid(),
  name: maybe,
  line1: maybe,
  line2: maybe,
  city: maybe,
  state: maybe,
  zip: maybe,
  phone: maybe,
  extension: maybe,
  fax: maybe,
  zone: maybe,
  hours: z.record(z.string(), z.array(z.array(z.string()))).nullable(),
  notes: maybe,
  isPrimary: z.boolean(),
  source: z.string(),
  provenance,
  version: z.int(),
});

const roleSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  personName: z.string(),
  organisationId: z.uuid(),
  organisationName: z.string(),
  locationId: maybe,
  roles: z.array(z.string()),
  phone: maybe,
  extension: maybe,
  fax: maybe,
  preferredEndpointId: maybe,
  isPrimary: z.boolean(),
  startsOn: maybe,
  endsOn: maybe,
  source: z.string(),
  provenance,
  version: z.int(),
});

const contactSchema = z.object({
  affiliationId: z.uuid(),
  contactId: z.uuid(),
  name: z.string(),
  family: maybe,
  given: maybe,
  notes: maybe,
  locationId: maybe,
  roles: z.array(z.string()),
  phone: maybe,
  extension: maybe,
  fax: maybe,
  email: maybe,
  workingDays: z.array(z.string()),
  source: z.string(),
  version: z.int(),
  contactVersion: z.int(),
  alsoAt: z.array(z.object({ partnerId: z.uuid(), name: z.string() })),
});

const endpointSchema = z.object({
  id: z.uuid(),
  roleId: maybe,
  destination: z.string(),
  address: z.string(),
  settings: z.record(z.string(), z.unknown()),
  rank: z.int(),
  health: z.enum(['ok', 'suspect', 'bad']),
  purposes: z.array(z.string()),
  verifiedAt: maybe,
  verifiedBy: maybe,
  lastSuccessAt: maybe,
  source: z.string(),
  version: z.int(),
});

const changeSchema = z
  .object({
    at: z.string(),
    actor: z.string(),
    what: z.string(),
    objectKind: z.string(),
    objectId: maybe,
    version: z.int().nullable(),
    field: maybe,
    before: z.unknown(),
    after: z.unknown(),
  })
  .openapi('PartnerChange');

export const partnerSchema = z
  .object({
    id: z.uuid(),
    followedFrom: z
      .uuid()
      .optional()
      .openapi({ description: 'The id you asked for was merged into this one.' }),
    kind: z.enum(kinds),
    name: z.string(),
    family: maybe,
    given: maybe,
    middle: maybe,
    suffix: maybe,
    credential: maybe,
    phone: maybe,
    fax: maybe,
    city: maybe,
    state: maybe,
    zip: maybe,
    email: maybe,
    parentId: maybe,
    parentRelation: z.enum(relations).nullable(),
    rootId: maybe.openapi({ description: 'The account it rolls up to; null: itself.' }),
    stage: z.enum(stages),
    stageAt: maybe,
    owner: maybe.openapi({ description: 'E-mail address of the liaison.' }),
    territory: maybe,
    motivator: maybe,
    importantDates: z.array(z.object({ on: z.string(), what: z.string() })),
    notes: maybe,
    isOwn: z.boolean(),
    source: z.string(),
    provenance,
    deactivatedOn: maybe,
    retiredAt: maybe,
    firstReferralId: maybe,
    firstReferralAt: maybe,
    outreachStoppedAt: maybe,
    outreachStoppedBecause: maybe,
    version: z.int(),
    updatedAt: z.string(),
    identifiers: z.array(z.object({ system: z.string(), value: z.string() })),
    otherNames: z.array(z.object({ name: z.string(), kind: z.string(), source: z.string() })),
    specialties: z.array(
      z.object({
        taxonomy: z.string(),
        isPrimary: z.boolean(),
        licenseNumber: maybe,
        licenseState: maybe,
        source: z.string(),
      }),
    ),
    insurances: z.array(
      z.object({ payer: z.string(), plan: z.string(), source: z.string(), statedOn: maybe }),
    ),
    breadcrumb: z.array(treeStep).openapi({ description: 'What it is part of, top first.' }),
    children: z.array(treeStep),
    locations: z.array(locationSchema),
    roles: z.array(roleSchema).openapi({ description: 'Who works there, or where this person works.' }),
    contacts: z.array(contactSchema),
    endpoints: z.array(endpointSchema),
    missing: z.array(z.enum(entryNeeds)).openapi({ description: 'Of name, location, phone and fax.' }),
    counts: z.object({ own: z.int(), subtree: z.int(), subtreeLately: z.int(), lastAt: maybe }).openapi({
      description: 'Counted referrals: its own, with everything below it, those of the last 90 days.',
    }),
    openReferralIds: z
      .array(z.uuid())
      .openapi({ description: 'The oldest 100 that are not ended, of everything below it too.' }),
    history: z.array(changeSchema).openapi({ description: 'The last 50 changes.' }),
  })
  .openapi('Partner');

export const savedSchema = z
  .object({
    id: z.uuid(),
    version: z.int().openapi({ description: 'Send it as If-Match with your next edit.' }),
  })
  .openapi('SavedPartnerRecord');

export function toLine(line: PartnerLine): z.infer<typeof partnerLineSchema> {
  const { nameKey: _, ...shown } = line;
  return { ...shown, missing: [...shown.missing] };
}

/** A partner without anything of a patient: open referrals by their ids. */
export function toPartner(page: PartnerPage): z.infer<typeof partnerSchema> {
  const { entry, openLoops, followedFrom, ...rest } = page;
  const { liaisonEmail, aliasOf: _, organisation: __, createdAt: ___, ...own } = entry;
  const body = {
    ...own,
    owner: liaisonEmail,
    ...(followedFrom === undefined ? {} : { followedFrom }),
    ...rest,
    openReferralIds: openLoops.map((one) => one.referralId),
  };
  // The read model is read-only all the way down, the schema's type is not; the values are the same.
  return body as unknown as z.infer<typeof partnerSchema>;
}
