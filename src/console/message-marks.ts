/** Which places of a message are marked: paths as facts name them in their lineage. */
export type Marker = {
  readonly isEmpty: boolean;
  /** The field of a section holds something that was read. */
  readonly marksField: (path: string) => boolean;
  /** Exactly this part was read. */
  readonly marksPart: (path: string) => boolean;
};

/** The paths to mark, from the address: `SCH-25.1,PID-3`. */
export function marksOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .slice(0, 60)
    .filter((path) => path !== '' && path.length <= 200);
}

/** HL7: `PID-3[2].4.2` marks the field `PID-3`. First occurrences and repetitions go without their number. */
export function hl7Marker(marks: readonly string[]): Marker {
  const fields = new Set(marks.map(fieldOf));
  const exact = new Set(marks.map(normal));
  return {
    isEmpty: marks.length === 0,
    marksField: (path) => fields.has(normal(path)),
    marksPart: (path) => exact.has(normal(path)),
  };
}

/** JSON: `Patient.name` marks everything below it. */
export function jsonMarker(marks: readonly string[]): Marker {
  const wanted = marks.map((path) => path.replaceAll(/\.ofType\(\w+\)/g, ''));
  const marksField = (path: string): boolean =>
    wanted.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
  return { isEmpty: marks.length === 0, marksField, marksPart: marksField };
}

/** `PID-3[2].4.2` → `PID-3`: fields are what is marked. */
export function fieldOf(path: string): string {
  return normal(path).replace(/^([^-]+-\d+).*$/, '$1');
}

function normal(path: string): string {
  return path.replaceAll('[1]', '');
}
