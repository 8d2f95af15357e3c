import type { Delimiters } from './delimiters.ts';

/**
 * A parsed HL7 v2 message. Paths are the standard's own: `SEG[occurrence]-field[repetition].component.subcomponent`, all
 * 1-based, `[*]` for all: `PID-3[2].4.2`, `OBX[*]-5`. Left out, occurrence, repetition, component and subcomponent are 1
 * where a deeper step follows, and the whole where none does.
 */
export type Hl7Path = `${string}-${number}` | `${string}-${number}${'.' | '['}${string}`;

export type Hl7Warning = { readonly code: string; readonly path?: string; readonly text: string };

export type Hl7Charset = {
  /** iconv-lite name the bytes were decoded with. */
  readonly name: string;
  readonly source: 'channel' | 'msh-18' | 'utf-8' | 'fallback';
};

/** One repetition of a field: `at('4.2')` is component 4, subcomponent 2. */
export type Hl7Repetition = {
  /** Such as `PID-3[2]`. */
  readonly path: string;
  /** Unescaped text; `undefined` when absent, empty or `""`. */
  readonly at: (component: string) => string | undefined;
  readonly isNull: (component?: string) => boolean;
  /** Unescaped text of the whole repetition with its delimiters. */
  readonly text: string;
};

export type Hl7Segment = {
  readonly name: string;
  /** 1-based among the segments of this name. */
  readonly occurrence: number;
  /** 0-based among all segments. */
  readonly index: number;
  /** Byte-for-byte text, without its terminator. */
  readonly text: string;
  /** `at('3[2].4.2')`: unescaped text, `undefined` when absent, empty or `""`. */
  readonly at: (path: string) => string | undefined;
  readonly isNull: (path: string) => boolean;
  readonly repetitions: (field: number) => readonly Hl7Repetition[];
};

export type Hl7Message = {
  readonly delimiters: Delimiters;
  readonly charset: Hl7Charset;
  /** Everything odd that did not stop reading: data, never an exception. */
  readonly warnings: readonly Hl7Warning[];
  readonly segments: readonly Hl7Segment[];
  /** Unescaped text of the first match; `undefined` when absent, empty or `""`. */
  readonly get: (path: string) => string | undefined;
  /** The value is `""`: the sender deletes it. */
  readonly isNull: (path: string) => boolean;
  /** Every non-empty match of a path with `[*]`. */
  readonly all: (path: string) => readonly string[];
  readonly segment: (name: string, occurrence?: number) => Hl7Segment | undefined;
  readonly named: (name: string) => readonly Hl7Segment[];
  /** Where the raw (still escaped) value of a path stands in the bytes that were parsed. */
  readonly locate: (path: string) => { readonly offset: number; readonly length: number } | undefined;
  /** The same message, noting every path that is read and holds something: how a fact learns its lineage. */
  readonly tracked: () => { readonly message: Hl7Message; readonly lineage: () => readonly string[] };
};
