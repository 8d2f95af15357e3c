import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { codeOf } from '../../lib/failure.ts';
import { readChannels } from '../../load-channels.ts';
import { modelFile } from '../../readers/tesseract/trained-data.ts';
import { isFree, isHubAt, localUrl, portOfChannel } from '../listening.ts';
import { checkFhirServers } from './fhir-servers.ts';
import { fail, look, ok, warn, type Finding } from './finding.ts';
import { checkMailboxes } from './mailboxes.ts';
import { checkWaysIn } from './ways-in.ts';

const GIGABYTE = 1024 ** 3;

/** Node, folders, ports, channels, mail: all but the database. */
export async function checkMachine(config: Config): Promise<readonly Finding[]> {
  const url = localUrl(config.host, config.port);
  const isRunning = await isHubAt(url);
  const { channels, problems } = await readChannels(config.channelsDir).catch((error: unknown) => ({
    channels: [],
    problems: [{ file: config.channelsDir, problem: `cannot be read (${codeOf(error)})` }],
  }));
  const doors = channels.flatMap((channel) => {
    const door = portOfChannel(channel);
    return door ? [{ ...door, channel: channel.name }] : [];
  });
  const farLooks = [
    checkMailboxes(channels),
    checkFhirServers(channels),
    checkWaysIn(channels, config.publicUrl),
  ];
  const machine = await Promise.all([
    look('machine', 'node', () => ok(process.versions.node)),
    look('machine', 'DATA_DIR', () => checkFolder(config.dataDir)),
    look('machine', 'disk space', () => checkSpace(config.dataDir)),
    look('settings', 'PUBLIC_URL', () => checkPublicUrl(config)),
    look('ways in', 'PORT', async () => {
      if (isRunning) return ok(`a hub answers on ${url}`);
      return (await isFree(config.port, config.host))
        ? ok(`${config.port} is free`)
        : fail(`${config.port} is taken by something that is no hub`, 'Stop it, or set PORT.');
    }),
    look('ways in', 'channels', () =>
      problems.length === 0
        ? ok(`${channels.length} in ${config.channelsDir}`)
        : fail(
            problems.map(({ file, problem }) => `${file}: ${problem}`).join('; '),
            'Mend the files; `referloop check` shows all problems.',
          ),
    ),
    ...doors.map((door) => look('ways in', door.channel, () => checkDoor(door, isRunning))),
    look('documents', 'READER', () => checkReader(config.reader)),
    look('ways out', 'SMTP_URL', () => checkSmtp(config.mail.smtpUrl)),
    look('ways out', 'SPOOL_DIR', () => checkFolder(config.spoolDir)),
  ]);
  return [...machine, ...(await Promise.all(farLooks)).flat()];
}

/** Starting a reader takes seconds: only what it needs is looked for. */
async function checkReader(reader: Config['reader']) {
  const { name, workers } = reader;
  const pages = workers === 1 ? 'one page' : `${workers} pages`;
  if (name === 'http') return ok(`asks ${new URL(reader.url).host} as ${reader.identity}, ${pages} at once`);
  await access(modelFile(), constants.R_OK);
  return ok(`tesseract reads English, ${pages} at once`);
}

async function checkFolder(folder: string) {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) return fail(`${folder} is no folder`, 'Name a folder.');
  if (await isWritable(await nearestFolder(folder)))
    return ok(found ? folder : `${folder} will be made at the first start`);
  const fix = 'Give the hub’s user the right to write to it.';
  return fail(`${folder} ${found ? 'may not be written to' : 'is not there and cannot be made'}`, fix);
}

function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** The folder itself, or the one it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** A full disk stops acknowledging: messages wait at their senders. */
async function checkSpace(folder: string) {
  const there = await statfs(await nearestFolder(folder));
  const free = there.bavail * there.bsize;
  const said = `${(free / GIGABYTE).toFixed(1)} GB free`;
  if (free < GIGABYTE / 4) return fail(said, 'Make room: a full disk stops every acknowledgement.');
  return free < 2 * GIGABYTE ? warn(said, 'Make room soon.') : ok(said);
}

function checkPublicUrl(config: Config) {
  const { hostname, protocol } = new URL(config.publicUrl);
  if (protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    return ok(config.publicUrl);
  return warn(
    `${config.publicUrl} is not encrypted: passwords and patients’ names travel in clear text`,
    'Put TLS in front of the hub and name the https:// address.',
  );
}

async function checkDoor(door: { readonly host: string; readonly port: number }, isRunning: boolean) {
  const free = await isFree(door.port, door.host);
  if (isRunning)
    return free
      ? fail(
          `nothing listens on ${door.port} although a hub runs`,
          'Restart the hub: it may have started without this channel.',
        )
      : ok(`${door.port} is open`);
  return free
    ? ok(`${door.port} is free`)
    : fail(`${door.port} is taken`, 'Stop what listens there, or change the channel’s port.');
}

/** Only the greeting is read: nothing is sent. */
async function checkSmtp(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  const port = Number(url.port) || (isSecure ? 465 : 587);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const greeting = await new Promise<string>((done) => {
    const socket = connect({ host, port, timeout: SMTP_MS });
    const end = (said: string): void => {
      socket.destroy();
      done(said);
    };
    // A TLS port greets only after the handshake: an open door is all that can be seen from here.
    socket.once('connect', () => isSecure && end('220'));
    socket.once('data', (chunk) => end(chunk.toString('latin1')));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(codeOf(error)));
  });
  if (greeting.startsWith('220')) return ok(`${host}:${port} answers`);
  return warn(
    `${host}:${port} cannot be used (${greeting.slice(0, 40).trim()}): mails and alerts wait`,
    'Check SMTP_URL; in the demo the mail catcher runs with the hub.',
  );
}

const SMTP_MS = 1_500;
