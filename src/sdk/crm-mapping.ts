import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { sha256Hex } from '../lib/sha256.ts';
import type { CrmKey, CrmLink, CrmRecord } from './crm.ts';
import {
  crmFields,
  crmKinds,
  crmLinks,
  type CrmKind,
  type CrmLinkName,
  type CrmValue,
} from './crm-fields.ts';

/**
 * Who owns a field of the CRM. `hub`: as it is here, so it is there. `crm`: written when the record is made, then people's.
 * A field that is not in the mapping, or is `never`, is not touched.
 */
export type CrmFieldRule =
  | 'never'
  | {
      /** A field of the hub (docs/generated/crm.md). */
      readonly from: string;
      readonly owner?: 'hub' | 'crm';
      /** The CRM's words for the hub's: `{ stat: 'Urgent' }`. Others go as they are. */
      readonly words?: Readonly<Record<string, string>>;
      /** Longer texts are cut. */
      readonly most?: number;
    }
  | { readonly value: CrmValue; readonly owner?: 'hub' | 'crm' }
  /** Points at the record of another kind. */
  | { readonly link: CrmLinkName; readonly owner?: 'hub' };

export type CrmObjectMapping = {
  /** The CRM's name of the object or table. */
  readonly object: string;
  /** The field that holds the hub's id: external id, unique property, alternate key. */
  readonly idField: string;
  readonly fields: Readonly<Record<string, CrmFieldRule>>;
};

/** `false`: records of this kind are not written. */
export type CrmMapping = { readonly [Kind in CrmKind]?: Partial<CrmObjectMapping> | false };

/** A mapping that is whole. */
export type CrmObjects = { readonly [Kind in CrmKind]?: CrmObjectMapping };

const owner = z.enum(['hub', 'crm']).optional();
const rule = z.union([
  z.literal('never'),
  z.strictObject({
    from: z.string(),
    owner,
    words: z.record(z.string(), z.string()).optional(),
    most: z.int().positive().optional(),
  }),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]), owner }),
  z.strictObject({
    link: z.enum(['parent', 'account', 'contact', 'referral', 'mergedInto']),
    owner: z.literal('hub').optional(),
  }),
]);
const objectName = z.string().regex(/^[A-Za-z0-9_][\w.-]{0,199}$/, 'is no name of an object or a field');
const objectShape = z.strictObject({
  object: objectName.optional(),
  idField: objectName.optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
});
const fieldName = /^[^\s'"`\\/?#&()]{1,200}$/;

/** The practice's mapping over the connector's. What is said of one field replaces what was said of it. */
export function mergeMappings(base: CrmMapping, over: CrmMapping = {}): CrmMapping {
  return Object.fromEntries(
    crmKinds.flatMap((kind) => {
      const [one, other] = [base[kind], over[kind]];
      if (other === undefined || one === undefined || one === false) {
        const only = other ?? one;
        return only === undefined ? [] : [[kind, only]];
      }
      if (other === false) return [[kind, false]];
      return [[kind, { ...one, ...other, fields: { ...one.fields, ...other.fields } }]];
    }),
  );
}

/** The kinds that are written. Call `findMappingProblems` first: throws `crm-mapping` for the first problem. */
export function objectsOf(mapping: CrmMapping): CrmObjects {
  return Object.fromEntries(
    crmKinds.flatMap((kind) => {
      const one = mapping[kind];
      if (one === undefined || one === false) return [];
      const { object: target, idField, fields } = one;
      if (target === undefined || idField === undefined)
        throw new Failure(
          'permanent',
          'crm-mapping',
          `mapping.${kind}: object and idField have to be named.`,
        );
      return [[kind, { object: target, idField, fields: fields ?? {} }]];
    }),
  );
}

export type MappingProblem = { readonly path: readonly string[]; readonly problem: string };

/** What is no mapping at all. */
export function findShapeProblems(mapping: unknown): readonly MappingProblem[] {
  if (typeof mapping !== 'object' || mapping === null)
    return [{ path: ['mapping'], problem: 'is an object with account, contact, referral, case and task' }];
  return Object.entries(mapping).flatMap(([kind, one]: [string, unknown]) => {
    if (!(crmKinds as readonly string[]).includes(kind))
      return [{ path: ['mapping', kind], problem: `is no kind of record: ${crmKinds.join(', ')}` }];
    if (one === undefined || one === false) return [];
    const read = objectShape.safeParse(one);
    if (read.success) return Object.entries(read.data.fields ?? {}).flatMap(shapeOfField(kind));
    return read.error.issues.map((issue) => ({
      path: ['mapping', kind, ...issue.path.map(String)],
      problem: issue.message,
    }));
  });
}

function shapeOfField(kind: string): (field: readonly [string, unknown]) => readonly MappingProblem[] {
  return ([field, said]) => {
    const path = ['mapping', kind, 'fields', field];
    if (!fieldName.test(field)) return [{ path, problem: 'is no name of a field' }];
    if (rule.safeParse(said).success) return [];
    return [
      { path, problem: 'is none of "never", { from, owner, words, most }, { value, owner } and { link }' },
    ];
  };
}

/** Everything that is wrong with a mapping, each with its path and what to do. */
export function findMappingProblems(mapping: unknown, mayShowPatients: boolean): readonly MappingProblem[] {
  const wrong = findShapeProblems(mapping);
  if (wrong.length > 0) return wrong;
  const written = mapping as CrmMapping;
  const kinds = crmKinds.filter((kind) => written[kind] !== undefined && written[kind] !== false);
  if (kinds.length === 0) return [{ path: ['mapping'], problem: 'has no kind of record: map one at least' }];
  return kinds.flatMap((kind) => {
    const one = written[kind] as Partial<CrmObjectMapping>;
    const missing = (['object', 'idField'] as const).filter((key) => one[key] === undefined);
    return [
      ...missing.map((key) => ({ path: ['mapping', kind, key], problem: 'has to be named' })),
      ...Object.entries(one.fields ?? {}).flatMap(([field, said]) => {
        const problem =
          field === one.idField
            ? 'holds the hub’s id: leave it out'
            : ruleProblem(kind, said, written, mayShowPatients);
        return problem === undefined ? [] : [{ path: ['mapping', kind, 'fields', field], problem }];
      }),
    ];
  });
}

function ruleProblem(
  kind: CrmKind,
  said: CrmFieldRule,
  mapping: CrmMapping,
  mayShowPatients: boolean,
): string | undefined {
  if (said === 'never' || 'value' in said) return undefined;
  if ('link' in said) {
    const targets = crmLinks[kind][said.link];
    if (targets === undefined)
      return `a ${kind} has no link "${said.link}": use ${Object.keys(crmLinks[kind]).join(', ')}`;
    const isWritten = targets.some((target) => mapping[target] !== undefined && mapping[target] !== false);
    return isWritten
      ? undefined
      : `points at records that are not written: map ${targets.join(' or ')}, or say "never"`;
  }
  const field = Object.hasOwn(crmFields[kind], said.from) ? crmFields[kind][said.from] : undefined;
  if (field === undefined) return `the hub has no field "${said.from}" of a ${kind} (docs/generated/crm.md)`;
  if (field.isPatient === true && !mayShowPatients)
    return `"${said.from}" says something of a patient: it may be mapped only with an "agreement" in this file`;
  return undefined;
}

/** What the hub holds of one thing, before any CRM's words: values by the names of `crmFields`, links by kind and id. */
export type CrmSubject = {
  readonly kind: CrmKind;
  readonly id: string;
  readonly values: Readonly<Record<string, CrmValue>>;
  readonly links: Readonly<
    Partial<Record<CrmLinkName, { readonly kind: CrmKind; readonly id: string } | null>>
  >;
};

/** The record a CRM is to hold of a subject; undefined: none of its kind. */
export function toRecord(subject: CrmSubject, objects: CrmObjects): CrmRecord | undefined {
  const mapping = objects[subject.kind];
  if (mapping === undefined) return undefined;
  const fields: Record<string, CrmValue> = {};
  const initial: Record<string, CrmValue> = {};
  const links: CrmLink[] = [];
  for (const [field, said] of Object.entries(mapping.fields)) {
    if (said === 'never') continue;
    if ('link' in said) {
      const among = amongOf(crmLinks[subject.kind][said.link] ?? [], objects);
      links.push({ field, to: keyOf(subject.links[said.link] ?? null, objects), ...(among && { among }) });
    } else (said.owner === 'crm' ? initial : fields)[field] = valueOf(said, subject);
  }
  const { object: target, idField } = mapping;
  return { object: target, idField, id: subject.id, fields, initial, links };
}

function amongOf(kinds: readonly CrmKind[], objects: CrmObjects): CrmLink['among'] {
  const [target] = kinds.flatMap((kind) => objects[kind] ?? []);
  return target && { object: target.object, idField: target.idField };
}

function keyOf(
  target: { readonly kind: CrmKind; readonly id: string } | null,
  objects: CrmObjects,
): CrmKey | null {
  const mapping = target === null ? undefined : objects[target.kind];
  return mapping === undefined || target === null
    ? null
    : { object: mapping.object, idField: mapping.idField, id: target.id };
}

function valueOf(
  said: Exclude<CrmFieldRule, 'never' | { readonly link: CrmLinkName }>,
  { values }: CrmSubject,
): CrmValue {
  if ('value' in said) return said.value;
  const value = values[said.from] ?? null;
  const word = value === null ? null : (said.words?.[String(value)] ?? value);
  return typeof word === 'string' && said.most !== undefined
    ? Array.from(word).slice(0, said.most).join('')
    : word;
}

/** The same for the same hub-owned content, whatever order a mapping has. What is the CRM's is not in it: it is written once. */
export function hashOf({ object: target, idField, id, fields, links }: CrmRecord): string {
  const sorted = Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const pointing = links
    .map(({ field, to }) => [field, to === null ? null : [to.object, to.idField, to.id]])
    .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
  return sha256Hex(Buffer.from(JSON.stringify([target, idField, id, sorted, pointing])));
}
