import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Failure } from '../../lib/failure.ts';

/** The password of the demo's first user: made once, kept in the data directory for its owner alone, and shown at each start. */
export async function demoAdminPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-password');
  try {
    await mkdir(dataDir, { recursive: true });
    const kept = await readFile(file, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    });
    if (kept.trim() !== '') return kept.trim();
    const password = `demo-${randomBytes(9).toString('base64url')}`;
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return password;
  } catch (cause) {
    throw new Failure(
      'permanent',
      'data-dir',
      `DATA_DIR: ${dataDir} cannot be used (${codeOf(cause)}). Name a folder that you may write to.`,
      { cause },
    );
  }
}
