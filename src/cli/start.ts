import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { codeOf } from '../lib/failure.ts';
import { sendFaxes } from './demo/faxes.ts';
import { callAboutMails } from './demo/front-desk.ts';
import { morning } from './demo/morning.ts';
import { openDemo, readDemoConfig, type Demo } from './demo/open-demo.ts';
import { play } from './demo/player.ts';
import { describeScore, settledScore } from './demo/scoreboard.ts';
import { run } from './run.ts';
import { stopOnSignal } from './stop-signals.ts';

/** `referloop start`: a hub with invented patients and partners, complete on this machine. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'start a demo hub: its own database, invented partners, and a short morning played through its real doors',
    )
    .option('--no-morning', 'start with an empty ledger')
    .option('--seed <number>', 'which morning is played', Number, 1)
    .addHelpText(
      'after',
      `
Example:
  npm start
  PORT=8090 MLLP_PORT=2600 DATA_DIR=./second npm start

The morning is played once per data directory. For real patients use \`referloop serve\`.`,
    )
    .action((options: StartOptions) => run(() => start(options)));
}

type StartOptions = { readonly morning: boolean; readonly seed: number };

/** After the morning's last message, deliveries that a fax gateway has to confirm need a few seconds. */
const SETTLE_MS = 20_000;

async function start(options: StartOptions): Promise<void> {
  const began = performance.now();
  const config = await readDemoConfig(process.env);
  const demo = await openDemo(config, process.env);
  const isFirst = options.morning && (await isFirstMorning(config.dataDir));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const stopping = new AbortController();
  let morningPlayed = Promise.resolve();
  // Before anybody is told that it runs: a signal may be the answer.
  const stopped = stopOnSignal(async () => {
    stopping.abort();
    await morningPlayed;
    await demo.stop();
  });
  console.log(welcome(demo, seconds, lastLine(options, isFirst)).join('\n'));
  if (isFirst) morningPlayed = playMorning(demo, options.seed, stopping.signal);
  await stopped;
}

/** What a person needs to know, and what to try. */
function welcome(demo: Demo, seconds: string, last: string): readonly string[] {
  const { config, running, stage } = demo;
  const row = (label: string, text: string): string => `  ${label.padEnd(18)} ${text}`;
  const address = (channel: string): string => {
    const given = running.addresses.get(channel) ?? '';
    return given.startsWith('/') ? `POST ${stage.url}${given}` : given;
  };
  return [
    '',
    `Referloop is ready (${seconds} s). This is a demo: everybody in it is invented.`,
    '',
    row('Open', demo.url),
    row('Sign in', config.admin.email),
    row('Password', config.admin.password),
    '',
    ...running.channels.map((channel) => row(channel.name, address(channel.name))),
    ...demo.leftOut.map(({ channel, port }) =>
      row(channel, `left out: something else listens on port ${port}`),
    ),
    row(
      'Mail',
      demo.isMailCaught
        ? `caught in ${resolve(demo.mailDir)}`
        : `goes to ${config.mail.smtpUrl}, where something else listens`,
    ),
    row('Data', `${resolve(config.dataDir)} (delete it to begin anew)`),
    '',
    'Next:',
    `  1. Open ${demo.url} and sign in.`,
    '  2. Send a message of your own:  npx referloop try fixtures/st-anne/siu/s12-booked-with-order --send',
    '  3. Play a whole day:            npm run demo -- --speed 60',
    '',
    last,
  ];
}

function lastLine(options: StartOptions, isFirst: boolean): string {
  if (isFirst) return 'A short morning is being played now, about a minute:';
  return options.morning
    ? 'Your data is as you left it. Ctrl-C stops the hub.'
    : 'No morning is played. Ctrl-C stops the hub.';
}

async function playMorning(demo: Demo, seed: number, signal: AbortSignal): Promise<void> {
  const zone = demo.config.practice.zone;
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: zone });
  const tell = (sentence: string): void => console.log(`  ${clock.format(new Date())}  ${sentence}`);
  try {
    const faxes = await sendFaxes(demo.running.hub);
    if (faxes > 0) tell(`${faxes} faxes come in; they are being read, see Faxes & mails`);
    const played = await play(demo.stage, morning, { seed, speed: 1, signal, tell });
    const vouched = signal.aborted ? 0 : await callAboutMails(demo.running.hub, played.run);
    if (vouched > 0) tell('The front desk calls an office: the mailed note is there');
    const score = await settledScore(demo.running.hub.db, played, SETTLE_MS, signal);
    if (signal.aborted) return;
    console.log(
      [
        '',
        'The morning is over:',
        ...describeScore(played, score),
        '',
        'The hub goes on. Ctrl-C stops it.',
      ].join('\n'),
    );
  } catch (error) {
    console.error(`The morning could not be played to its end (${codeOf(error)}). The hub goes on.`);
  }
}

/** True once per data directory. */
async function isFirstMorning(dataDir: string): Promise<boolean> {
  try {
    await writeFile(join(dataDir, 'demo-morning'), `${new Date().toISOString()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}
