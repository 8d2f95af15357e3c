import { diagnosesAtoK } from './diagnosis-codes-a-k.ts';
import { diagnosesLtoZ } from './diagnosis-codes-l-z.ts';

/** The ICD-10-CM codes outpatient referrals are most often for, with shortened titles (the list of CMS is in the public domain). */
export const commonDiagnoses: readonly (readonly [code: string, title: string])[] = [
  diagnosesAtoK,
  diagnosesLtoZ,
]
  .flatMap((list) => list.trim().split('\n'))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
