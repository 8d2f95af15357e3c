import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleClaims } from '../../bench/parts/directory-claims.ts';
import { createDirectory } from '../../bench/parts/directory.ts';
import { loadDirectory } from '../../bench/parts/load-directory.ts';
import type { PartyClaim } from '../../src/domain/fact.ts';
import { findKnownPartners } from '../../src/pipeline/known-partners.ts';
import { execute, query, queryOne, sql, type Queryable } from '../../src/store/database.ts';
import { insertPartnerIdentifiers, insertPartners } from '../../src/store/partners.ts';
import { transaction } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';

const clinic = '00000000-0000-7000-8000-000000000001';
const doctor = '00000000-0000-7000-8000-000000000002';
const clinicClaim: PartyClaim = {
  kind: 'organisation',
  identifiers: [],
  organisation: 'Zztesthaven Family Medicine',
  fax: '7185550142',
  city: 'Bronx',
  state: 'NY',
};
const doctorClaim: PartyClaim = {
  kind: 'person',
  identifiers: [],
  name: { family: 'Zztestref', given: 'Robert' },
  city: 'Bronx',
  state: 'NY',
};

/** One practice and its doctor. */
async function enterBoth(db: TestDatabase['db']): Promise<void> {
  await transaction(db, async (tx) => {
    await insertPartners(tx, [
      { id: clinic, claim: clinicClaim, stage: 'active' },
      { id: doctor, claim: doctorClaim, stage: 'active' },
    ]);
    await insertPartnerIdentifiers(tx, [{ system: 'npi', value: '1234567893', partnerId: doctor }]);
    await execute(
      tx,
      sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) values (${doctor}, ${doctor}, ${clinic}, true, 'test')`,
    );
  });
}

describe('claims of a batch', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    await enterBoth(database.db);
    return () => database.drop();
  });

  const decide = (...claims: readonly PartyClaim[]) =>
    transaction(database.db, async (tx) => {
      const partners = await findKnownPartners(
        tx,
        claims.map((claim) => ({ claim, sender: 'fax' })),
      );
      const decided = claims.map((claim) => partners.decide(claim, 'fax'));
      await partners.flush(tx);
      return decided;
    });
  const partners = () => query<{ name: string }>(database.db, sql`select name from partner order by name`);

  test('a doctor and the fax of the practice are the doctor at that office', async () => {
    expect(
      await decide({ ...doctorClaim, fax: '718 555 0142', name: { family: 'ZZTESTREF, BOB MD' } }),
    ).toEqual([{ partnerId: doctor, officeId: clinic }]);
  });

  test('a misspelt practice at its own fax is that practice', async () => {
    const claim = { ...clinicClaim, organisation: 'The Zztesthavn Fam Med, LLC' };

    expect(await decide(claim)).toEqual([{ partnerId: clinic, officeId: clinic }]);
  });

  test('a new doctor at a known office is entered with the office', async () => {
    const colleague = {
      ...clinicClaim,
      kind: 'person' as const,
      name: { family: 'Zztestnew', given: 'Nora' },
    };

    const [decided] = await decide(colleague);

    expect(decided).toMatchObject({ officeId: clinic });
    expect(
      await query(
        database.db,
        sql`select p.name, p.stage, p.source, r.organisation_id, p.root_id from partner p join practice_role r on r.person_id = p.id where p.id = ${decided?.partnerId}`,
      ),
    ).toEqual([
      {
        name: 'Nora Zztestnew',
        stage: 'discovered',
        source: 'channel:fax',
        organisation_id: clinic,
        root_id: clinic,
      },
    ]);
    expect(await decide(colleague)).toEqual([{ partnerId: decided?.partnerId, officeId: clinic }]);
  });

  test('an NPI under another name asks, once for the same words, and learns nothing', async () => {
    const stranger: PartyClaim = {
      kind: 'person',
      identifiers: [{ system: 'npi', value: '1234567893' }],
      name: { family: 'Zztestother', given: 'Quentin' },
    };

    const [first, second] = await decide(stranger, stranger);
    const [third] = await decide(stranger);

    expect(first?.partnerId).not.toBe(doctor);
    expect([second, third]).toEqual([first, first]);
    expect(await partners()).toHaveLength(3);
    expect(
      await queryOne(database.db, sql`select partner_id from partner_identifier where system = 'npi'`),
    ).toEqual({ partner_id: doctor });
  });

  test('0 and 9 swapped lead to the doctor and are not learnt', async () => {
    const id = '00000000-0000-7000-8000-000000000003';
    await transaction(database.db, async (tx) => {
      await insertPartners(tx, [
        { id, claim: { ...doctorClaim, name: { family: 'Zztestnine', given: 'Nina' } }, stage: 'unknown' },
      ]);
      await insertPartnerIdentifiers(tx, [{ system: 'npi', value: '1090000005', partnerId: id }]);
    });
    const claim: PartyClaim = {
      kind: 'person',
      identifiers: [{ system: 'npi', value: '1900000005' }],
      name: { family: 'Zztestnine', given: 'Nina' },
    };

    expect((await decide(claim))[0]?.partnerId).toBe(id);
    expect(
      await query(database.db, sql`select value from partner_identifier where partner_id = ${id}`),
    ).toEqual([{ value: '1090000005' }]);
  });

  test('a merged partner’s number leads to who it is now', async () => {
    await execute(database.db, sql`update partner set alias_of = ${clinic} where id = ${doctor}`);

    expect(
      await decide({ ...doctorClaim, name: {}, identifiers: [{ system: 'npi', value: '1234567893' }] }),
    ).toMatchObject([{ partnerId: clinic }]);
  });

  test('one query is enough when numbers settle everybody', async () => {
    const sent: string[] = [];
    const counting: Queryable = {
      send: (config) => {
        sent.push(config.name ?? '');
        return database.db.send(config);
      },
    };
    const known = { ...doctorClaim, identifiers: [{ system: 'npi', value: '1234567893' }] };

    await findKnownPartners(counting, [{ claim: known, sender: 'emr' }]);
    expect(sent).toEqual(['find-partner-candidates']);

    await findKnownPartners(counting, [
      { claim: known, sender: 'emr' },
      { claim: doctorClaim, sender: 'emr' },
    ]);
    expect(sent.slice(1)).toEqual(['find-partner-candidates', 'find-partners-by-keys']);
  });
});

describe('messages', () => {
  let hub: TestHub;
  beforeEach(async () => {
    hub = await createTestHub();
    await enterBoth(hub.hub.db);
    return () => hub.close();
  });

  test('a number that another name comes with is a question with the candidates', async () => {
    await hub.feed(siu('S12', { referrer: '1234567893^ZZTESTOTHER^QUENTIN^^^Dr^MD^^NPI^^^^NPI' }));

    const asked = await queryOne<{ question: unknown }>(
      hub.hub.db,
      sql`select question from review where kind = 'partner_discovered' and state = 'open'`,
    );
    expect(asked?.question).toEqual({
      candidates: [{ partnerId: doctor, reasons: ['same NPI', 'another name'] }],
    });
  });

  test('a local number that comes with a clearly different name later is a question, and stays with its holder', async () => {
    await hub.feed(
      siu('S12', { referrer: '77^ZZTESTREF^ROBERT~1234567893^ZZTESTREF^ROBERT^^^^^^NPI^^^^NPI' }),
    );
    await hub.feed(
      siu('S12', {
        mrn: 'TEST-2',
        family: 'ZZTESTB',
        appointment: 'F2',
        visit: 'V2',
        referrer: '77^ZZTESTOTHER^QUENTIN',
      }),
    );

    expect(
      await query(hub.hub.db, sql`select partner_id as id from partner_identifier where value = '77'`),
    ).toEqual([{ id: doctor }]);
    expect(
      await query(
        hub.hub.db,
        sql`select question -> 'candidates' -> 0 ->> 'partnerId' as id from review where kind = 'partner_discovered'`,
      ),
    ).toEqual([{ id: doctor }]);
  });
});

describe('a directory of some thousands', () => {
  let database: TestDatabase;
  const directory = createDirectory(4_000, 1_200);
  beforeAll(async () => {
    database = await createTestDatabase();
    await loadDirectory(database.db, directory);
  }, 120_000);
  afterAll(() => database.drop());

  test(
    'hardly anything is decided wrongly without a person, and much is decided',
    { timeout: 120_000 },
    async () => {
      const samples = sampleClaims(directory, 50);
      const known = await findKnownPartners(
        database.db,
        samples.map(({ claim }) => ({ claim, sender: 'fax' })),
      );
      const ids = new Map(
        (
          await query<{ value: string; id: string }>(
            database.db,
            sql`select value, partner_id as id from partner_identifier where system = 'npi'`,
          )
        ).map((row) => [row.value, row.id]),
      );
      const decided = samples.map((sample) => ({ sample, match: known.match(sample.claim, 'fax') }));
      const certain = decided.filter(({ match }) => match.outcome === 'certain');
      const wrong = certain.filter(
        ({ sample, match }) => match.outcome === 'certain' && match.partnerId !== ids.get(sample.truth ?? ''),
      );

      expect(certain.length).toBeGreaterThan(300);
      expect(wrong.length / certain.length).toBeLessThanOrEqual(0.002);
      expect(ids.get(npi(7))).toBeDefined();
    },
  );
});
