import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { execute, sql } from './database.ts';
import { findNextReview, listReviewQueue } from './review-queue.ts';
import { findReview } from './reviews.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const idOf = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;
const four = [1, 2, 3, 4].map(idOf);

test('questions of one moment follow each other, each once, on pages and one by one', async () => {
  const { db } = database;
  await execute(
    db,
    sql`insert into review (id, key, kind, state, created_at)
        select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'k' || n, 'note_held', 'open', '2026-03-02T10:00:00.123456Z' from generate_series(1, 4) n`,
  );

  const first = await listReviewQueue(db, 2);
  const second = await listReviewQueue(db, 2, undefined, first[1]);
  expect([...first, ...second].map((one) => one.id)).toEqual(four);

  const walked: string[] = [];
  for (let id: string | undefined = idOf(1); id !== undefined && walked.length < 4;) {
    walked.push(id);
    const review = await findReview(db, id);
    id = review && (await findNextReview(db, review));
  }
  expect(walked).toEqual(four);
});
