import { loadDeclared, readDeclared, type DeclaredProblem, type Kind } from './load-declared.ts';
import { wayShape, type WayOut } from './sdk/way.ts';

const kind: Kind<WayOut> = {
  word: 'way',
  setting: 'WAYS_DIR',
  shape: wayShape,
  configOf: (way) => way.destination.config,
};

/** Loads and checks every `*.way.ts` of a directory; none: there are only the built-in ways out. */
export async function readWays(
  directory: string | undefined,
): Promise<{ readonly ways: readonly WayOut[]; readonly problems: readonly DeclaredProblem[] }> {
  if (directory === undefined) return { ways: [], problems: [] };
  const { declared, problems } = await readDeclared(directory, kind);
  return { ways: declared, problems };
}

/** The same, all or nothing: throws one Failure that lists every problem. */
export function loadWays(directory: string | undefined): Promise<readonly WayOut[]> {
  return directory === undefined ? Promise.resolve([]) : loadDeclared(directory, kind);
}
