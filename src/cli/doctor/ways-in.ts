import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Channel } from '../../sdk/channel.ts';
import { fhir } from '../../sources/fhir/index.ts';
import { folder } from '../../sources/folder/index.ts';
import { pull } from '../../sources/pull/index.ts';
import { tryPull } from '../../sources/pull/try-pull.ts';
import { sftp } from '../../sources/sftp/index.ts';
import { trySftp } from '../../sources/sftp/try-sftp.ts';
import { webhook } from '../../sources/webhook/index.ts';
import { checkFhirDoor } from './fhir-door.ts';
import { fail, look, ok, type Finding, type Looked } from './finding.ts';
import { inboxCheckOf } from './inboxes.ts';

/** Another machine, a login and a question. */
const FAR_MS = 15_000;

type Check = (channel: Channel, publicUrl: string) => Promise<Looked> | Looked;

/** Sources behind the hub's own port: their doors can only be named, the other side calls. */
const doors: ReadonlySet<string> = new Set([
  'calls',
  'connect',
  'documo',
  'form',
  'http',
  'hylafax',
  'mail',
  'phaxio',
  'sinch',
  'telnyx',
  'twilio',
]);

const checks: Readonly<Record<string, Check>> = {
  [fhir.name]: (channel, publicUrl) => checkFhirDoor(channel, publicUrl),
  [folder.name]: ({ config }) => checkWatched(config),
  [pull.name]: ({ config }) => checkPull(config),
  [sftp.name]: ({ config }) => checkSftp(config),
  [webhook.name]: (channel, publicUrl) => checkWebhook(channel, publicUrl),
};

/** Each channel by its source's own means: a login and a look, one request, or where the other side has to call. */
export function checkWaysIn(channels: readonly Channel[], publicUrl: string): Promise<readonly Finding[]> {
  const looks = channels.flatMap((channel) => {
    const { name } = channel.source;
    const check = checks[name] ?? inboxCheckOf(name) ?? (doors.has(name) ? nameDoor : undefined);
    return check ? [look('ways in', channel.name, () => check(channel, publicUrl), FAR_MS)] : [];
  });
  return Promise.all(looks);
}

async function checkSftp(config: unknown): Promise<Looked> {
  const { files, ours, isTargetMissing } = await trySftp(config);
  if (isTargetMissing)
    return fail(
      'the folder taken files go to (after.folder) is not on the server',
      'Ask the partner to make it, or change the channel’s `after`.',
    );
  return ok(`logged in, the server’s key is the pinned one; ${ours} of ${files} files are the channel’s`);
}

async function checkPull(config: unknown): Promise<Looked> {
  const found = await tryPull(config);
  if (found === undefined)
    return fail(
      'the platform answers, but has no list where records.list says',
      'Look at an answer with curl, then mend records.list.',
    );
  return ok(found === 'file' ? 'the file is there' : `the platform answers, with ${found} records`);
}

const watched = z.looseObject({ path: z.string() });

async function checkWatched(config: unknown): Promise<Looked> {
  const { path } = watched.parse(config);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return fail(`${path} is no folder`, 'Make it, or is its share not mounted?');
  const isOpen = await access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return isOpen
    ? ok(`${path} can be read, and files can be moved away`)
    : fail(
        `${path} cannot be read and written to`,
        'Give the hub’s user the right to: taken files are moved.',
      );
}

const proven = z.looseObject({
  proof: z.looseObject({ scheme: z.string(), header: z.string().optional() }),
});

function checkWebhook({ name, config }: Channel, publicUrl: string): Looked {
  const { scheme, header } = proven.parse(config).proof;
  const shown = header === undefined ? scheme : `${scheme} in ${header}`;
  return ok(`posts come to ${publicUrl}/v1/channels/${name}/messages, proof: ${shown}`);
}

function nameDoor({ name, source }: Channel, publicUrl: string): Looked {
  return ok(`${source.name}: posts come to ${publicUrl}/v1/channels/${name}/messages`);
}
