import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, FileEntry, SFTPWrapper } from 'ssh2';

/** A file the stand-in shows. */
export type ShownFile = { readonly name: string; readonly content: Buffer; readonly mtime?: number };

export type ScriptedServer = {
  readonly port: number;
  /** Its key, as it is sent. */
  readonly hostKey: Buffer;
  /** What it lists; may be changed at any time. */
  readonly show: (...files: readonly ShownFile[]) => void;
  /** From now on reads are never answered. */
  readonly fallSilent: () => void;
  /** Breaks the connection once, when this many bytes of a file were sent. */
  readonly breakAfter: (bytes: number) => void;
  /** Logins that were tried: user and method. */
  readonly logins: readonly string[];
  /** Offsets of all reads. */
  readonly reads: readonly number[];
  readonly stop: () => Promise<void>;
};

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** An SFTP server that lies, hangs and breaks off when it is told to: for what a real one will not do. */
export async function startScriptedServer(password: string): Promise<ScriptedServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs1' });
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) throw parsed;
  const state = { files: [] as readonly ShownFile[], isSilent: false, breakAfter: Infinity };
  const logins: string[] = [];
  const reads: number[] = [];
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [pem] }, (client) => {
    open.add(client);
    client.on('error', () => undefined);
    client.on('close', () => open.delete(client));
    client.on('authentication', (asked: AuthContext) => {
      logins.push(`${asked.username} ${asked.method}`);
      if (asked.method === 'password' && asked.password === password) asked.accept();
      else asked.reject(['password']);
    });
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), client));
    });
  });
  const serve = (sftp: SFTPWrapper, client: Connection): void => {
    let isListed = false;
    const find = (path: string): ShownFile | undefined => state.files.find(({ name }) => path.endsWith(name));
    const attributes = ({ content, mtime = 1_767_600_000 }: ShownFile) => ({
      mode: 0o100644,
      uid: 0,
      gid: 0,
      size: content.length,
      atime: mtime,
      mtime,
    });
    sftp.on('REALPATH', (id) =>
      sftp.name(id, [{ filename: '/', longname: '/', attrs: {} }] as unknown as FileEntry[]),
    );
    sftp.on('OPENDIR', (id) => {
      isListed = false;
      sftp.handle(id, Buffer.from('folder'));
    });
    sftp.on('READDIR', (id) => {
      if (isListed) return sftp.status(id, STATUS_CODE.EOF);
      isListed = true;
      const entries = state.files.map((file) => ({
        filename: file.name,
        longname: `-rw-r--r-- 1 0 0 ${file.content.length} Jan  5 12:00 ${file.name}`,
        attrs: attributes(file),
      }));
      return sftp.name(id, entries);
    });
    const stat = (id: number, path: string): void => {
      const file = find(path);
      if (file) sftp.attrs(id, attributes(file));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    };
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('FSTAT', (id, handle) => stat(id, handle.toString()));
    sftp.on('OPEN', (id, path, flags) => {
      if (find(path) && (flags & OPEN_MODE.READ) !== 0)
        sftp.handle(id, Buffer.from(path.split('/').at(-1) ?? ''));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    });
    sftp.on('READ', (id, handle, offset, length) => {
      reads.push(offset);
      if (state.isSilent) return;
      if (offset >= state.breakAfter) {
        state.breakAfter = Infinity;
        client.end();
        return;
      }
      const bytes = find(handle.toString())?.content.subarray(offset, offset + length);
      if (bytes && bytes.length > 0) sftp.data(id, bytes);
      else sftp.status(id, STATUS_CODE.EOF);
    });
    sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: parsed.getPublicSSH(),
    show: (...files) => {
      state.files = files;
    },
    fallSilent: () => {
      state.isSilent = true;
    },
    breakAfter: (bytes) => {
      state.breakAfter = bytes;
    },
    logins,
    reads,
    stop: async () => {
      for (const client of open) client.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
