/**
 * One SQL statement or a piece of one, with its values kept apart from its text.
 * `text` has `$1…$n` where the values go, so it can be handed to `pg` or to pg-boss as it is.
 */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The text around the values: `pieces.length === values.length + 1`. Lets a statement be nested in another. */
  readonly pieces: readonly string[];
}

/** Every statement made here. Declared first: `sql.empty` is made while this file loads. */
const made = new WeakSet<object>();

/**
 * Builds a statement: every `${value}` becomes a parameter, every `${statement}` is spliced in.
 *
 * An array is one parameter (`= any(${ids}::uuid[])`). `undefined` is sent as `null`. For `json` columns use `sql.json`.
 */
export function sql(strings: TemplateStringsArray, ...parameters: readonly unknown[]): Statement {
  const pieces: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  parameters.forEach((parameter, index) => {
    const next = strings[index + 1] ?? '';
    if (isStatement(parameter)) {
      splice(pieces, values, parameter);
      pieces[pieces.length - 1] += next;
      return;
    }
    values.push(parameter ?? null);
    pieces.push(next);
  });
  return statementOf(pieces, values);
}

/** Nothing: for the branch of a condition that adds no SQL. */
sql.empty = statementOf([''], []);

/** Puts `separator` (a comma by default) between the statements; no statements give `sql.empty`. */
sql.join = (statements: readonly Statement[], separator: Statement = sql`, `): Statement => {
  const pieces: string[] = [''];
  const values: unknown[] = [];
  statements.forEach((statement, index) => {
    if (index > 0) splice(pieces, values, separator);
    splice(pieces, values, statement);
  });
  return statementOf(pieces, values);
};

/** A `jsonb` parameter. Needed because the driver would send a bare array as a Postgres array and a bare string unquoted. */
sql.json = (value: unknown): Statement => sql`${JSON.stringify(value ?? null)}::jsonb`;

function splice(pieces: string[], values: unknown[], inner: Statement): void {
  const [first = '', ...rest] = inner.pieces;
  pieces[pieces.length - 1] += first;
  pieces.push(...rest);
  values.push(...inner.values);
}

/** Only what this file made counts: a parsed JSON body that happens to look like a statement stays a value. */
function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && made.has(value);
}

function statementOf(pieces: readonly string[], values: readonly unknown[]): Statement {
  const text = pieces.reduce((whole, piece, index) => `${whole}$${index}${piece}`);
  const statement: Statement = { text, values, pieces };
  made.add(statement);
  return statement;
}
