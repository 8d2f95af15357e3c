/**
 * What may be done after something failed.
 *
 * - `transient`: retrying cannot duplicate; the system retries by itself.
 * - `ambiguous`: it may already have happened; a look-up or a person decides.
 * - `permanent`: retrying cannot help.
 */
export type Fate = 'transient' | 'ambiguous' | 'permanent';

/** An error with a fate and a stable code. Its message never holds patient data: it ends up in logs and on screens. */
export class Failure extends Error {
  readonly fate: Fate;
  readonly code: string;

  constructor(fate: Fate, code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.fate = fate;
    this.code = code;
  }
}

/** The fate of anything that was thrown. What we did not foresee is ambiguous: nobody knows how far it got. */
export function fateOf(error: unknown): Fate {
  return error instanceof Failure ? error.fate : 'ambiguous';
}

/** A constant-size, PHI-free description of an unknown error: its code and class, never its text. */
export function codeOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
