import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  builtInDiagnoses,
  diagnosisList,
  type DiagnosisList,
} from '../../domain/document/knowledge/diagnoses.ts';
import { readCodeLine, type DiagnosisCode } from '../../formats/icd10/code-line.ts';
import { Failure } from '../../lib/failure.ts';
import type { Database, Tx } from '../../store/database.ts';
import {
  clearDiagnosisCodes,
  diagnosisEdition,
  listDiagnosisCodes,
  upsertDiagnosisCodes,
} from '../../store/diagnosis-codes.ts';
import { transaction } from '../../store/transaction.ts';

const BATCH = 2_000;
/** Fewer than any edition has: another file, or half of one. */
const LEAST_CODES = 60_000;

/**
 * Takes the codes of a file of CMS in place of those before: all of them, or none. Returns how many. Throws permanent `not-icd10` naming the
 * line that is none, or saying that codes are missing.
 */
export async function importDiagnosisCodes(db: Database, path: string, least = LEAST_CODES): Promise<number> {
  return transaction(db, async (tx) => {
    await clearDiagnosisCodes(tx);
    const count = await takeLines(tx, path);
    if (count < least)
      throw new Failure(
        'permanent',
        'not-icd10',
        `The file has ${count} codes; an edition of ICD-10-CM has more than ${least}. Take icd10cm_order_<year>.txt whole.`,
      );
    return count;
  });
}

async function takeLines(tx: Tx, path: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let batch: DiagnosisCode[] = [];
  let [number, count] = [0, 0];
  for await (const line of lines) {
    number += 1;
    const code = readLine(line, number);
    if (code) batch.push(code);
    if (batch.length < BATCH) continue;
    count += await take(tx, batch);
    batch = [];
  }
  return count + (await take(tx, batch));
}

async function take(tx: Tx, batch: readonly DiagnosisCode[]): Promise<number> {
  // One statement may not touch a row twice.
  const codes = [...new Map(batch.map((one) => [one.code, one])).values()];
  if (codes.length > 0) await upsertDiagnosisCodes(tx, codes);
  return codes.length;
}

function readLine(line: string, number: number): DiagnosisCode | undefined {
  try {
    return readCodeLine(line);
  } catch (cause) {
    const reason = `Line ${number} is no line of an ICD-10-CM code file. Take icd10cm_order_<year>.txt or icd10cm_codes_<year>.txt of CMS.`;
    throw new Failure('permanent', 'not-icd10', reason, { cause });
  }
}

const lists = new WeakMap<Database, { readonly edition: string; readonly list: DiagnosisList }>();

/** The codes that were imported, else the few hundred that referrals name most. Kept in memory until another edition is imported. */
export async function knownDiagnoses(db: Database): Promise<DiagnosisList> {
  const edition = await diagnosisEdition(db);
  if (edition === undefined) return builtInDiagnoses;
  const known = lists.get(db);
  if (known?.edition === edition) return known.list;
  const list = diagnosisList(await listDiagnosisCodes(db), true);
  lists.set(db, { edition, list });
  return list;
}
