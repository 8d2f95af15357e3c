import type { FhirEntry, FhirMapping, FhirReading, Mapped, MappingContext, MappingWarning } from '#hub';
import { overridden, warnInto, type RuleOverrides } from '../shared/built-in-mapping.ts';
import type { FhirRules } from './rules.ts';
import { gather, type Stated } from './subjects.ts';

/** A FHIR mapping made of named rules: a site replaces the ones its sender breaks. */
export type BuiltInFhirMapping<Rules extends object> = FhirMapping & {
  readonly rules: Rules;
  readonly with: (site: FhirSite<Rules>) => BuiltInFhirMapping<Rules>;
};

export type FhirSite<Rules> = {
  /** `<sender>/<message>`, as the file is called. */
  readonly name: string;
  readonly version?: number;
  readonly accepts?: readonly string[];
  /** Base URLs of the sender's own server: absolute references below them are its own. */
  readonly bases?: readonly string[];
  readonly rules: RuleOverrides<Rules>;
};

/** What the rules of one run know beside a resource. */
export type FhirRun<Rules extends object = FhirRules> = {
  readonly context: MappingContext;
  readonly rules: Rules;
  readonly fhir: FhirReading;
  /** Something a person should settle. Never patient data: the path says where to look. */
  readonly warn: (code: string, path: string | undefined, text: string) => void;
};

export type FhirDefinition<Rules extends FhirRules> = {
  readonly name: string;
  readonly version: number;
  readonly accepts: readonly string[];
  readonly bases?: readonly string[];
  readonly rules: Rules;
  /** What one resource states. */
  readonly read: (entry: FhirEntry, run: FhirRun<Rules>) => Stated;
};

export function fhirMapping<Rules extends FhirRules>(
  definition: FhirDefinition<Rules>,
): BuiltInFhirMapping<Rules> {
  const { name, version, accepts, bases, rules, read } = definition;
  const accepted = new Set(accepts);
  return {
    name,
    version,
    format: 'fhir',
    accepts,
    ...(bases === undefined ? {} : { bases }),
    rules,
    map: (fhir, context) => {
      const warnings: MappingWarning[] = [];
      const run: FhirRun<Rules> = { context, rules, fhir, warn: warnInto(warnings) };
      const mine = fhir.entries.filter(({ resource }) => accepted.has(resource.resourceType));
      const mapped: Mapped =
        mine.length === 0 ? onlyKept(fhir, name) : gather(mine, run, (entry) => read(entry, run));
      return mapped.outcome === 'facts' ? { ...mapped, warnings } : mapped;
    },
    with: (site) => {
      const siteBases = site.bases ?? bases;
      return fhirMapping({
        name: site.name,
        version: site.version ?? 1,
        accepts: site.accepts ?? accepts,
        ...(siteBases === undefined ? {} : { bases: siteBases }),
        rules: overridden(rules, site.rules),
        read,
      });
    },
  };
}

function onlyKept(fhir: FhirReading, name: string): Mapped {
  const types = [...new Set(fhir.entries.map(({ resource }) => resource.resourceType))].join(', ');
  return {
    outcome: 'filtered',
    reason: `The mapping ${name} makes nothing of ${types}; what others refer to is kept for them.`,
  };
}
