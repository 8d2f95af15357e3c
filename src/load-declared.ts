import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { codeOf, Failure } from './lib/failure.ts';

/** What is wrong with which file, in words. */
export type DeclaredProblem = { readonly file: string; readonly problem: string };

/** What a folder of declarations holds: `<name>.<word>.ts`, each with one default export. */
export type Kind<Declared> = {
  /** `channel`: the files are `*.channel.ts`, and each declares one with `defineChannel`. */
  readonly word: string;
  /** The setting that names the folder. */
  readonly setting: string;
  readonly shape: z.ZodType;
  /** The schema its `config` must meet: its adapter's. */
  readonly configOf: (declared: Declared) => z.ZodType;
};

/** Loads and checks every file of a folder: all that are right, and every problem of the others. */
export async function readDeclared<Declared extends { readonly name: string; readonly config: unknown }>(
  directory: string,
  kind: Kind<Declared>,
): Promise<{ readonly declared: readonly Declared[]; readonly problems: readonly DeclaredProblem[] }> {
  const names = await filesOf(directory, kind);
  const declared: Declared[] = [];
  const problems: DeclaredProblem[] = [];
  for (const name of names) {
    const found = await readOne(join(directory, name), kind);
    if ('problems' in found) problems.push(...found.problems.map((problem) => ({ file: name, problem })));
    else declared.push(found.declared);
  }
  for (const name of repeated(declared.map((one) => one.name)))
    problems.push({ file: directory, problem: `two files declare a ${kind.word} named "${name}"` });
  return { declared, problems };
}

/** The same, all or nothing: throws one Failure that lists every problem. */
export async function loadDeclared<Declared extends { readonly name: string; readonly config: unknown }>(
  directory: string,
  kind: Kind<Declared>,
): Promise<readonly Declared[]> {
  const { declared, problems } = await readDeclared(directory, kind);
  if (problems.length === 0) return declared;
  const lines = problems.map((one) => `  ${one.file}: ${one.problem}`);
  throw new Failure('permanent', `${kind.word}s`, `These ${kind.word}s cannot be used:\n${lines.join('\n')}`);
}

async function filesOf(directory: string, kind: Kind<never>): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(`.${kind.word}.ts`)).toSorted();
  } catch (error) {
    throw new Failure(
      'permanent',
      `${kind.word}s-dir`,
      `${kind.setting}: the directory ${directory} cannot be read (${codeOf(error)}).`,
      { cause: error },
    );
  }
}

async function readOne<Declared extends { readonly name: string; readonly config: unknown }>(
  file: string,
  kind: Kind<Declared>,
): Promise<{ readonly declared: Declared } | { readonly problems: readonly string[] }> {
  const { word } = kind;
  let loaded: unknown;
  try {
    loaded = ((await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    return { problems: [`does not load: ${error instanceof Error ? error.message : codeOf(error)}`] };
  }
  if (loaded === undefined) {
    const verb = `define${word[0]?.toUpperCase()}${word.slice(1)}`;
    return { problems: [`has no default export: write \`export default ${verb}({ … })\``] };
  }
  const shape = kind.shape.safeParse(loaded);
  if (!shape.success)
    return {
      problems: shape.error.issues.map((issue) => `${issue.path.join('.') || word}: ${issue.message}`),
    };
  const declared = loaded as Declared;
  const config = kind.configOf(declared).safeParse(declared.config);
  const wrong = config.success
    ? []
    : config.error.issues.map((issue) => `config.${issue.path.join('.')}: ${issue.message}`);
  if (basename(file) !== `${declared.name}.${word}.ts`)
    wrong.push(`name: is "${declared.name}", so the file must be ${declared.name}.${word}.ts`);
  return wrong.length > 0 ? { problems: wrong } : { declared };
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
