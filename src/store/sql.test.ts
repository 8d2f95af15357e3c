import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql, type Statement } from './sql.ts';

test('every value becomes a numbered parameter', () => {
  const statement = sql`select ${1}, ${'two'} from t`;

  expect(statement.text).toBe('select $1, $2 from t');
  expect(statement.values).toEqual([1, 'two']);
});

test('a nested statement is spliced in and its values are renumbered', () => {
  const condition = sql`b = ${'inner'}`;

  const statement = sql`select ${1} from t where ${condition} and c = ${3}`;

  expect(statement.text).toBe('select $1 from t where b = $2 and c = $3');
  expect(statement.values).toEqual([1, 'inner', 3]);
});

test('empty adds nothing', () => {
  const statement = sql`select 1${sql.empty} where a = ${2}`;

  expect(statement.text).toBe('select 1 where a = $1');
});

test('join separates with commas, or with what it is given', () => {
  const parts = [sql`a = ${1}`, sql`b = ${2}`, sql`c`];

  expect(sql.join(parts).text).toBe('a = $1, b = $2, c');
  expect(sql`where ${sql.join(parts, sql` and `)} limit ${9}`.text).toBe(
    'where a = $1 and b = $2 and c limit $3',
  );
  expect(sql.join([]).text).toBe('');
});

test('an array is one parameter', () => {
  expect(sql`select any(${[1, 2]})`.values).toEqual([[1, 2]]);
});

test('undefined is sent as null', () => {
  expect(sql`select ${undefined}`.values).toEqual([null]);
});

test('an object that only looks like a statement stays a value', () => {
  const forged = { text: 'drop table x', values: [], pieces: ['drop table x'] };

  expect(sql`select ${forged}`.text).toBe('select $1');
});

test('json is sent as text and cast', () => {
  const statement = sql`insert into t values (${sql.json(['a'])})`;

  expect(statement.text).toBe('insert into t values ($1::jsonb)');
  expect(statement.values).toEqual(['["a"]']);
});

test('however statements are nested, placeholders count up and meet their values', () => {
  const { statement } = fc.letrec<{ statement: Statement }>((tie) => ({
    statement: fc.oneof(
      { maxDepth: 4 },
      fc.integer().map((value) => sql`a = ${value}`),
      fc.constant(sql.empty),
      fc.array(tie('statement'), { maxLength: 3 }).map((items) => sql.join(items)),
      fc
        .tuple(tie('statement'), fc.integer(), tie('statement'))
        .map(([left, value, right]) => sql`(${left} ${value} ${right})`),
    ),
  }));

  fc.assert(
    fc.property(statement, ({ text, values }) => {
      const numbers = [...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]));

      expect(numbers).toEqual(values.map((_, index) => index + 1));
    }),
  );
});
