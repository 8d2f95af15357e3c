import { join } from 'node:path';
import { readConfig, type Config, type Environment } from '../../config.ts';
import { Failure } from '../../lib/failure.ts';
import { loadChannels } from '../../load-channels.ts';
import { openLog } from '../../log.ts';
import { startHub, type RunningHub } from '../../main.ts';
import { ensureAccount } from '../../pipeline/sign-in.ts';
import type { Channel } from '../../sdk/channel.ts';
import { createToken, listTokens, revokeToken } from '../../store/tokens.ts';
import type { Queryable } from '../../store/database.ts';
import { isFree, isHubAt, localUrl, portOfChannel } from '../listening.ts';
import { demoAdminPassword } from './admin-password.ts';
import { DEAD_FAX, enterDirectory, FAX_FOLDER, findEmrPort } from './directory.ts';
import { startFaxGateway } from './fax-gateway.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startPartnerEmr } from './partner-emr.ts';
import type { DemoDoctor } from './people.ts';
import type { Stage } from './player.ts';

export const EMR_CHANNEL = 'demo-emr';
export const PLATFORM_CHANNEL = 'demo-platform';

/** A hub with invented partners around it, all on this machine. */
export type Demo = {
  readonly config: Config;
  readonly running: RunningHub;
  /** Where to point a browser. */
  readonly url: string;
  readonly mailDir: string;
  /** False: something else listens on the mail port, so mail goes there. */
  readonly isMailCaught: boolean;
  /** Channels that could not listen because their port is taken. */
  readonly leftOut: readonly { readonly channel: string; readonly port: number }[];
  readonly stage: Stage;
  readonly stop: () => Promise<void>;
};

/** The environment of a demo: a default for everything, and a password of its own. */
export async function readDemoConfig(env: Environment): Promise<Config> {
  const config = readConfig(env, 'demo');
  if (env['ADMIN_PASSWORD'] || env['ADMIN_PASSWORD_FILE']) return config;
  return { ...config, admin: { ...config.admin, password: await demoAdminPassword(config.dataDir) } };
}

/** Starts the stand-ins, the hub and the directory. Throws with everything closed again; a taken port is one sentence. */
export async function openDemo(config: Config, env: Environment): Promise<Demo> {
  const { channels, leftOut } = await chooseChannels(config);
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const mailDir = join(config.dataDir, 'demo-mail');
    const mail = await startMailCatcher(config.mail.smtpUrl, mailDir);
    if (mail) closers.push(mail.stop);
    const fax = await startFaxGateway(join(config.spoolDir, FAX_FOLDER), new Set([DEAD_FAX]));
    closers.push(fax.stop);
    // A healthy hub is silent, and the demo's own lines are for people.
    const running = await startHub(config, openLog(env['LOG_LEVEL'] ? config.logLevel : 'warn'), channels);
    closers.push(running.stop);
    const { hub } = running;
    const emr = await startPartnerEmr((await findEmrPort(hub.db)) ?? 0);
    closers.push(emr.stop);
    await enterDirectory(hub, emr.address, config.practice.npis);
    await ensureAccount(hub.db, config.admin.email, config.admin.password);
    const { stage, close } = await openStage(hub.db, config, channels);
    closers.push(close);
    return {
      config,
      running,
      url: config.publicUrl,
      mailDir,
      isMailCaught: mail !== undefined,
      leftOut,
      stage,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The doors of a hub on this machine, with a token that is shut again afterwards. */
export async function openStage(
  db: Queryable,
  config: Config,
  channels: readonly Channel[],
): Promise<{ readonly stage: Stage; readonly close: () => Promise<void> }> {
  const emr = channels.find((channel) => channel.name === EMR_CHANNEL);
  const door = emr && portOfChannel(emr);
  if (!emr || !door || !channels.some((channel) => channel.name === PLATFORM_CHANNEL)) {
    throw new Failure(
      'permanent',
      'demo-channels',
      `The demo plays through the channels ${EMR_CHANNEL} and ${PLATFORM_CHANNEL}, which are not in CHANNELS_DIR (${config.channelsDir}).`,
    );
  }
  const { id, token } = await freshToken(db);
  const stage: Stage = {
    url: localUrl(config.host, config.port),
    mllpHost: door.host === '0.0.0.0' ? '127.0.0.1' : door.host,
    mllpPort: door.port,
    httpChannel: PLATFORM_CHANNEL,
    httpToken: token,
    zone: emr.zone,
    doctors: doctorsOf(config.practice.npis),
  };
  return { stage, close: async () => void (await revokeToken(db, id)) };
}

const TOKEN_LABEL = 'demo';

/** A demo that was killed left its token behind. */
async function freshToken(db: Queryable) {
  const left = (await listTokens(db, 1000)).filter(
    (one) => one.label === TOKEN_LABEL && one.revokedAt === null,
  );
  for (const { id } of left) await revokeToken(db, id);
  return createToken(db, { scope: 'channel', channel: PLATFORM_CHANNEL, label: TOKEN_LABEL });
}

function doctorsOf(npis: readonly string[]): readonly [DemoDoctor, ...DemoDoctor[]] {
  const [first = '', second = first] = npis;
  return [
    { npi: first, family: 'ZZTESTOWN', given: 'OLIVE' },
    { npi: second, family: 'ZZTESTOAKES', given: 'OMAR' },
  ];
}

/**
 * A taken port of the demo's own ends the start; another channel's only leaves that channel out: a demo is no reason to stop
 * whatever else runs here.
 */
async function chooseChannels(
  config: Config,
): Promise<{ readonly channels: readonly Channel[]; readonly leftOut: Demo['leftOut'] }> {
  const all = await loadChannels(config.channelsDir);
  if (!(await isFree(config.port, config.host))) throw await portTaken(config);
  const channels: Channel[] = [];
  const leftOut: { channel: string; port: number }[] = [];
  for (const channel of all) {
    const wanted = portOfChannel(channel);
    if (!wanted || (await isFree(wanted.port, wanted.host))) channels.push(channel);
    else if (channel.name === EMR_CHANNEL)
      throw new Failure(
        'permanent',
        'port-taken',
        `MLLP_PORT: something else listens on port ${wanted.port}. Set MLLP_PORT=${wanted.port + 1} (or any free port) and start again.`,
      );
    else leftOut.push({ channel: channel.name, port: wanted.port });
  }
  return { channels, leftOut };
}

async function portTaken(config: Config): Promise<Failure> {
  const url = localUrl(config.host, config.port);
  const sentence = (await isHubAt(url))
    ? `PORT: a hub runs on ${url} already. Open it, or set PORT and MLLP_PORT (and DATA_DIR) to start another one.`
    : `PORT: something else listens on port ${config.port}. Set PORT=${config.port + 1} (or any free port) and start again.`;
  return new Failure('permanent', 'port-taken', sentence);
}
