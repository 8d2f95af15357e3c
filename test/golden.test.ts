import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeContent } from '../src/formats/hl7v2/content.ts';
import { sha256Hex } from '../src/lib/sha256.ts';
import type { Mapped } from '../src/sdk/mapping.ts';
import { fixtureCases, inputsOf, loadFixtureChannel, mapFixture } from './support/fixtures.ts';

/**
 * Every fixtures/<sender>/<message>/<case>/input* goes through its sender's mapping and must equal expected*.json. After a
 * wanted change: `UPDATE_FIXTURES=1 npx vitest run test/golden.test.ts`, then read the difference as if it were code.
 */
const isUpdate = process.env['UPDATE_FIXTURES'] === '1';

describe.each(fixtureCases())('$name', ({ folder, sender }) => {
  test.each(inputsOf(folder))('%s maps as expected', async (input) => {
    const channel = await loadFixtureChannel(sender);
    const expectedFile = join(
      folder,
      input.replace(/^input/, 'expected').replace(/\.(?:hl7|xml|(?:documents|fhir|record)\.json)$/, '.json'),
    );

    const mapped = mapFixture(readFileSync(join(folder, input)), channel);

    if (isUpdate) writeFileSync(expectedFile, `${JSON.stringify(mapped, null, 2)}\n`);
    expect(existsSync(expectedFile), `write ${expectedFile}: UPDATE_FIXTURES=1`).toBe(true);
    expect(mapped).toEqual(JSON.parse(readFileSync(expectedFile, 'utf8')));
  });

  test.each(inputsOf(folder))('the content of %s is where its slices say', async (input) => {
    const channel = await loadFixtureChannel(sender);
    const body = readFileSync(join(folder, input));

    for (const ref of contentOf(mapFixture(body, channel))) {
      const slices = ref.slices.map(({ offset, length }) => body.subarray(offset, offset + length));
      expect(sha256Hex(decodeContent(slices, ref))).toBe(ref.sha256);
    }
  });
});

function contentOf(mapped: Mapped) {
  if (mapped.outcome !== 'facts') return [];
  const facts = mapped.subjects.flatMap((subject) => subject.facts);
  return facts.flatMap((fact) => (fact.kind === 'note_stated' ? fact.content : []));
}
