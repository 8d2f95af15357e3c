import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rememberLastSaid } from './last-said.ts';

const said = fc.record({
  resources: fc.uniqueArray(fc.constantFrom('Appointment/a', 'Appointment/b', 'Patient/c'), { minLength: 1 }),
  body: fc.constantFrom('booked', 'cancelled', 'arrived'),
});

function nameAll(statements: readonly { readonly resources: readonly string[]; readonly body: string }[]) {
  const lastSaid = rememberLastSaid();
  return statements.map(({ resources, body }) => lastSaid.nameFor(resources, Buffer.from(body)));
}

test('said again at once is a repeat, however often', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1 }), (statements) => {
      const twice = nameAll(statements.flatMap((one) => [one, one]));

      for (let at = 0; at < twice.length; at += 2) expect(twice[at + 1]).toBe(twice[at]);
    }),
  );
});

test('a name is given to one body only, and never again once something else was said of one of its resources', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 12 }), (statements) => {
      const names = nameAll(statements);

      statements.forEach((statement, at) => {
        const first = names.indexOf(names[at] as string);
        const between = statements.slice(first, at);
        const isSame = ({ body, resources }: (typeof statements)[number]): boolean =>
          body === statement.body || !resources.some((one) => statement.resources.includes(one));
        expect(statements[first]?.body).toBe(statement.body);
        expect(between.every(isSame)).toBe(true);
      });
    }),
  );
});

test('what was forgotten is taken for new, and memory stays small', () => {
  const lastSaid = rememberLastSaid(2);
  const body = Buffer.from('booked');
  const first = lastSaid.nameFor(['Appointment/a'], body);

  lastSaid.nameFor(['Appointment/b'], body);
  lastSaid.nameFor(['Appointment/c'], body);

  expect(lastSaid.nameFor(['Appointment/a'], body)).not.toBe(first);
});
