import { inLedgerOrder } from '../domain/ledger-fact.ts';
import { extendDemographics, foldPatient } from '../domain/patient.ts';
import type { Database } from '../store/database.ts';
import { loadFacts, takePen } from '../store/ledger.ts';
import { listStaleKeys, writePatientKeys } from '../store/patient-keys.ts';
import { loadPatientRecords } from '../store/patients.ts';
import { transaction } from '../store/transaction.ts';
import { demographicsOf } from './patient-candidates.ts';

/** Facts of this many patients are held at once. */
const BATCH = 500;

/**
 * Makes the keys of patients who have none, or keys of older rules, from what the ledger says of them. Runs before the hub takes messages:
 * without keys a known patient would be taken for new. Costs one look at an index when there is nothing to do. Returns how many there were.
 */
export async function fillPatientKeys(db: Database): Promise<number> {
  let count = 0;
  for (;;) {
    const ids = await listStaleKeys(db, BATCH);
    if (ids.length === 0) return count;
    await fill(db, ids);
    count += ids.length;
  }
}

async function fill(db: Database, ids: readonly string[]): Promise<void> {
  await transaction(db, async (tx) => {
    await takePen(tx);
    const records = await loadPatientRecords(tx, ids);
    const rows = await loadFacts(tx, ids);
    const patients = records.map((record) => {
      const facts = rows.filter((row) => row.patientId === record.id).map((row) => row.entry);
      const { former } = foldPatient(inLedgerOrder(facts));
      // What is shown of a patient stays as it is: only what finds it is made.
      const held = { ...demographicsOf(record), ...(former === undefined ? {} : { former }) };
      return { id: record.id, demographics: extendDemographics(held, {}) };
    });
    await writePatientKeys(tx, patients);
  });
}
