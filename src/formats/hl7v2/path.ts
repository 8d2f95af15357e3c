import { Failure } from '../../lib/failure.ts';

/** A path, taken apart. `0` as occurrence or repetition is `[*]`; `undefined` was left out. All others are 1-based. */
export type Path = {
  /** Three characters, or `''` for a path inside a segment. */
  readonly segment: string;
  /** `segmentCode(segment)`. */
  readonly code: number;
  readonly occurrence: number;
  readonly field: number;
  readonly repetition: number | undefined;
  readonly component: number | undefined;
  readonly subcomponent: number | undefined;
};

/** Component and subcomponent of a path inside one repetition. */
export type ComponentPath = Pick<Path, 'component' | 'subcomponent'>;

/**
 * `PID-3[2].4.2`, `OBX[*]-5`. Throws Failure permanent `hl7-path` with a hint for other notations.
 */
export function messagePath(path: string): Path {
  const known = messagePaths.get(path);
  if (known !== undefined) return known;
  const parts = /^([A-Z][A-Z0-9]{2})(?:\[([1-9]\d*|\*)\])?-(.+)$/.exec(path);
  const fields = parts === null ? undefined : fieldSteps(parts[3] ?? '');
  if (parts === null || fields === undefined) throw refusal(path, hintFor(path));
  const segment = parts[1] ?? '';
  return remember(messagePaths, path, {
    segment,
    code: segmentCode(segment),
    occurrence: step(parts[2]) ?? 1,
    ...fields,
  });
}

/** `3[2].4.2` inside a segment. Throws like `messagePath`. */
export function segmentPath(path: string): Path {
  const known = segmentPaths.get(path);
  if (known !== undefined) return known;
  const fields = fieldSteps(path);
  if (fields === undefined)
    throw refusal(path, 'inside a segment write field[repetition].component, such as 3[2].4');
  return remember(segmentPaths, path, { segment: '', code: 0, occurrence: 1, ...fields });
}

/** `4` or `4.2` inside a repetition. Throws like `messagePath`. */
export function componentPath(path: string): ComponentPath {
  const known = componentPaths.get(path);
  if (known !== undefined) return known;
  const parts = /^([1-9]\d*)(?:\.([1-9]\d*))?$/.exec(path);
  if (parts === null) throw refusal(path, 'inside a repetition write component.subcomponent, such as 4.2');
  return remember(componentPaths, path, { component: step(parts[1]), subcomponent: step(parts[2]) });
}

/** One spelling for one place: `[1]` is left out where something deeper follows. */
export function writePath(
  segment: string,
  occurrence: number,
  field: number,
  repetition: number | undefined,
  component?: number,
  subcomponent?: number,
): string {
  let written = occurrence > 1 ? `${segment}[${occurrence}]-${field}` : `${segment}-${field}`;
  if (repetition !== undefined && (repetition > 1 || component === undefined)) written += `[${repetition}]`;
  if (component !== undefined) written += `.${component}`;
  if (subcomponent !== undefined) written += `.${subcomponent}`;
  return written;
}

/** A segment name as a number, so that finding a segment compares numbers and makes no strings. */
export function segmentCode(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
}

const messagePaths = new Map<string, Path>();
const segmentPaths = new Map<string, Path>();
const componentPaths = new Map<string, ComponentPath>();

/** Mappings use a few hundred paths; loops over occurrences may make more, and must not fill the memory. */
const rememberedPaths = 4096;

function remember<Parsed>(paths: Map<string, Parsed>, path: string, parsed: Parsed): Parsed {
  if (paths.size >= rememberedPaths) paths.clear();
  paths.set(path, parsed);
  return parsed;
}

type FieldSteps = Pick<Path, 'field' | 'repetition' | 'component' | 'subcomponent'>;

function fieldSteps(path: string): FieldSteps | undefined {
  const parts = /^([1-9]\d*)(?:\[([1-9]\d*|\*)\])?(?:\.([1-9]\d*)(?:\.([1-9]\d*))?)?$/.exec(path);
  if (parts === null) return undefined;
  return {
    field: Number(parts[1]),
    repetition: step(parts[2]),
    component: step(parts[3]),
    subcomponent: step(parts[4]),
  };
}

function step(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return written === '*' ? 0 : Number(written);
}

function refusal(path: string, hint: string): Failure {
  return new Failure('permanent', 'hl7-path', `"${path}" is not a path: ${hint}`);
}

function hintFor(path: string): string {
  const other = /^([A-Za-z][A-Za-z0-9]{2})[.-]([1-9]\d*)(?:[.-]([1-9]\d*))?(?:[.-]([1-9]\d*))?$/.exec(path);
  if (other === null)
    return 'write SEG[occurrence]-field[repetition].component.subcomponent, such as PID-3[2].4.2';
  const deeper = [other[3], other[4]].filter((part) => part !== undefined).map((part) => `.${part}`);
  return `write ${other[1]?.toUpperCase()}-${other[2]}${deeper.join('')}`;
}
