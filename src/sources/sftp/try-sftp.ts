import { sftpSourceConfig } from './config.ts';
import { createPatternTest } from './patterns.ts';
import { openSession } from '../../sdk/sftp/session.ts';

export type TriedSftp = {
  /** In the folder, and how many of them are the channel's. */
  readonly files: number;
  readonly ours: number;
  /** The folder taken files go to is not there. */
  readonly isTargetMissing: boolean;
};

/** Logs in as the source would, checks the server's key, lists the folder and leaves; changes nothing. Throws what that throws. */
export async function trySftp(config: unknown): Promise<TriedSftp> {
  const settings = sftpSourceConfig.parse(config);
  const session = await openSession(settings);
  try {
    const { files } = await session.list(settings.folder);
    const { after } = settings;
    return {
      files: files.length,
      ours: files.filter(({ name }) => createPatternTest(settings.patterns)(name)).length,
      isTargetMissing: after.do === 'move' && !(await session.exists(after.folder)),
    };
  } finally {
    await session.close();
  }
}
