import type { Hl7Mapping, Hl7Message, Mapped, MappingContext, MappingWarning } from '#hub';

/**
 * A mapping made of named rules. A site takes it and replaces only the rules its sender breaks; a misspelt rule is a compile
 * error.
 */
export type BuiltInMapping<Rules extends object> = Hl7Mapping & {
  readonly rules: Rules;
  readonly with: (site: SiteMapping<Rules>) => BuiltInMapping<Rules>;
};

export type SiteMapping<Rules> = {
  /** `<sender>/<message>`, as the file is called. */
  readonly name: string;
  readonly version?: number;
  /** Other message types than the standard mapping takes, as `MSH-9.1^MSH-9.2`. */
  readonly accepts?: readonly string[];
  readonly rules: RuleOverrides<Rules>;
};

/** Tables and lists are replaced; of a function the standard one stays at hand as `standard()`. */
export type RuleOverrides<Rules> = {
  readonly [Name in keyof Rules]?: Rules[Name] extends (
    subject: infer Subject,
    reading: infer R,
  ) => infer Result
    ? (subject: Subject, standard: () => Result, reading: R) => Result
    : Rules[Name];
};

/** What the rules of one run know beside the message. */
export type Reading<Rules extends object> = {
  readonly context: MappingContext;
  readonly rules: Rules;
  /** Something a person should settle. Never patient data: the path says where to look. */
  readonly warn: (code: string, path: string | undefined, text: string) => void;
};

export type MappingDefinition<Rules extends object> = {
  readonly name: string;
  readonly version: number;
  readonly accepts: readonly string[];
  readonly rules: Rules;
  /** Warnings are collected by `reading.warn`; those in the result are replaced by them. */
  readonly read: (message: Hl7Message, reading: Reading<Rules>) => Mapped;
};

export function builtInMapping<Rules extends object>(
  definition: MappingDefinition<Rules>,
): BuiltInMapping<Rules> {
  const { name, version, accepts, rules, read } = definition;
  const accepted = new Set(accepts);
  return {
    name,
    version,
    format: 'hl7v2',
    accepts,
    rules,
    map: (message, context) => {
      const type = messageType(message);
      if (!accepted.has(type))
        return { outcome: 'filtered', reason: `The mapping ${name} does not take ${type}.` };
      const warnings: MappingWarning[] = [];
      const mapped = read(message, { context, rules, warn: warnInto(warnings) });
      return mapped.outcome === 'facts' ? { ...mapped, warnings } : mapped;
    },
    with: (site) =>
      builtInMapping({
        name: site.name,
        version: site.version ?? 1,
        accepts: site.accepts ?? accepts,
        rules: overridden(rules, site.rules),
        read,
      }),
  };
}

/** `SIU^S12`. MSH-9.3 is never looked at: senders get it wrong (DOMAIN 1.2). */
export function messageType(message: Hl7Message): string {
  return `${message.get('MSH-9.1') ?? '?'}^${message.get('MSH-9.2') ?? '?'}`;
}

/** One warning for one place, however many facts read it. */
export function warnInto(
  warnings: MappingWarning[],
): (code: string, path: string | undefined, text: string) => void {
  return (code, path, text) => {
    if (warnings.some((known) => known.code === code && known.path === path)) return;
    warnings.push(path === undefined ? { code, text } : { code, path, text });
  };
}

type AnyRule = (subject: unknown, reading: unknown) => unknown;
type AnyOverride = (subject: unknown, standard: () => unknown, reading: unknown) => unknown;

/** The standard rules with those of a site in their place. */
export function overridden<Rules extends object>(standard: Rules, overrides: RuleOverrides<Rules>): Rules {
  const entries = Object.entries(overrides).map(([name, override]) => {
    const rule: unknown = (standard as Record<string, unknown>)[name];
    if (typeof rule !== 'function') return [name, override];
    return [name, withStandard(rule as AnyRule, override as AnyOverride)];
  });
  return { ...standard, ...Object.fromEntries(entries) } as Rules;
}

function withStandard(rule: AnyRule, override: AnyOverride): AnyRule {
  return (subject, reading) => override(subject, () => rule(subject, reading), reading);
}
