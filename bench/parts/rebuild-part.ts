/** One process of `bench/rebuild.ts --processes`: its part of the patients, then what it found and what it cost. */
import type { Policy } from '../../src/domain/consequences.ts';
import { checkProjection, rebuildProjection } from '../../src/pipeline/rebuild.ts';
import { openDatabase } from '../../src/store/database.ts';

export type RebuildPart = {
  readonly url: string;
  readonly policy: Policy;
  readonly number: number;
  readonly count: number;
  readonly isCheck: boolean;
};

export type PartDone = {
  readonly differing: number;
  readonly cpuSeconds: number;
  /** The most memory the process had, in bytes. */
  readonly peak: number;
};

const { url, policy, number, count, isCheck } = JSON.parse(process.argv[2] ?? '') as RebuildPart;
const db = openDatabase(url, { maxConnections: 4, applicationName: `bench-part-${number}` });
try {
  const { differing } = await (isCheck ? checkProjection : rebuildProjection)(db, policy, {
    part: { number, count },
  });
  const { user, system } = process.cpuUsage();
  const done: PartDone = {
    differing,
    cpuSeconds: (user + system) / 1e6,
    peak: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.(done);
} finally {
  await db.close();
}
