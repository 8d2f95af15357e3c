import { expect, test } from 'vitest';
import { precisionOf, recallOf, reviewShareOf, simulate } from '../bench/parts/patient-simulation.ts';
import { generateRegister } from '../bench/parts/people.ts';

/** Seeds nobody looked at while the matcher was made; `bench/patient-matching.ts` does the same with a hundred thousand records. */
test.each([7_001, 7_002])('of 5,000 records the index knows who is who (seed %i)', (seed) => {
  const { all, byKind, byTrap } = simulate(generateRegister(seed, 5_000));

  expect(precisionOf(all)).toBeGreaterThanOrEqual(0.999);
  expect(recallOf(byKind.values())).toBeGreaterThanOrEqual(0.95);
  // Of 5,000 records the share moves by half a hundredth from seed to seed.
  expect(reviewShareOf(all)).toBeLessThanOrEqual(0.055);
  expect([...byTrap.values()].map((tally) => tally.right)).toEqual([...byTrap.values()].map(() => 0));
  for (const trap of ['twin', 'junior', 'namesake'])
    expect(byTrap.get(trap)).toMatchObject({ wrong: 0, records: expect.any(Number) });
});

test('one seed makes one register', () => {
  expect(generateRegister(5, 300)).toEqual(generateRegister(5, 300));
  expect(generateRegister(5, 300)).not.toEqual(generateRegister(6, 300));
});
