import { z } from '@hono/zod-openapi';
import type { Proposal } from '../store/hierarchy-proposals.ts';
import { importKinds, importStates, type ImportRun } from '../store/imports.ts';

const list = z.array(z.string().min(1).max(100)).max(1_000).optional();

export const importOptionsSchema = z
  .object({
    states: list.openapi({ example: ['IL', 'IN'] }),
    zips: list.openapi({ description: 'Beginnings of ZIP codes.', example: ['606'] }),
    cities: list,
    specialties: list.openapi({
      description:
        'Groups (pcp, eye, fqhc, pharmacy, podiatry, dentistry, endocrinology, cardiology), codes, or 207R*.',
      example: ['pcp'],
    }),
    stage: z.enum(['target', 'contacted']).optional(),
    columns: z
      .record(z.string(), z.string())
      .optional()
      .openapi({ description: 'Field by header; absent: as proposed.', example: { 'Office fax': 'fax' } }),
    mapping: z
      .string()
      .max(100)
      .optional()
      .openapi({ description: 'A saved mapping, instead of `columns`.' }),
    payer: z
      .string()
      .max(200)
      .optional()
      .openapi({ description: 'Whose directory it is; needed for payer files.' }),
    statedOn: z.iso.date().optional().openapi({ description: 'When the file was published.' }),
    year: z.int().min(2000).max(2100).optional(),
  })
  .openapi('ImportOptions');

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(importKinds),
    fileName: z.string(),
    state: z.enum(importStates),
    bytesTotal: z.int(),
    bytesDone: z.int(),
    rowDone: z.int().openapi({ description: 'Last row that is done, the header counted.' }),
    rowsRead: z.int(),
    rowsNew: z.int(),
    rowsChanged: z.int(),
    rowsSame: z.int(),
    rowsFiltered: z.int(),
    rowsBad: z.int(),
    conflicts: z.int().openapi({ description: 'Values that a weightier source contradicts; not written.' }),
    rowsPerSecond: z.int(),
    problem: z.string().optional(),
    preview: z
      .unknown()
      .optional()
      .openapi({ description: 'Counts by specialty and place, and the first 20 rows.' }),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
  })
  .openapi('Import');

export function toImport(run: ImportRun): z.infer<typeof importSchema> {
  const { problem, preview, finishedAt, busyMs, rowsRead } = run;
  return {
    id: run.id,
    kind: run.kind,
    fileName: run.fileName,
    state: run.state,
    bytesTotal: run.bytesTotal,
    bytesDone: run.bytesDone,
    rowDone: run.rowDone,
    rowsRead,
    rowsNew: run.rowsNew,
    rowsChanged: run.rowsChanged,
    rowsSame: run.rowsSame,
    rowsFiltered: run.rowsFiltered,
    rowsBad: run.rowsBad,
    conflicts: run.conflicts,
    createdAt: run.createdAt,
    rowsPerSecond: busyMs === 0 ? 0 : Math.round((rowsRead * 1000) / busyMs),
    ...(problem === null ? {} : { problem }),
    ...(preview === null ? {} : { preview }),
    ...(finishedAt === null ? {} : { finishedAt }),
  };
}

export const proposalSchema = z
  .object({
    id: z.uuid(),
    childId: z.uuid(),
    childName: z.string(),
    parentId: z.uuid(),
    parentName: z.string(),
    relation: z.string(),
    reasons: z.array(z.string()),
  })
  .openapi('HierarchyProposal');

export const practicePlaceSchema = z
  .object({
    id: z.uuid(),
    line1: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    zip: z.string().nullable(),
    phone: z.string(),
    organisationId: z
      .uuid()
      .nullable()
      .openapi({ description: 'The organisation there; null: accepting enters a new one.' }),
    organisationName: z.string().nullable(),
    people: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .openapi({ description: 'Up to 50 of them; all are bound.' }),
  })
  .openapi('PracticePlace');

export function toProposal(one: Proposal): z.infer<typeof proposalSchema> {
  const { id, childId, childName, parentId, parentName, relation, reasons } = one;
  return { id, childId, childName, parentId, parentName, relation, reasons: [...reasons] };
}
