import { Command } from 'commander';
import type { Config } from '../config.ts';
import { loadChannels } from '../load-channels.ts';
import { openLog } from '../log.ts';
import { openStore } from '../main.ts';
import type { Queryable } from '../store/database.ts';
import { wholeDay } from './demo/day.ts';
import { openDemo, openStage, readDemoConfig } from './demo/open-demo.ts';
import { play, type Stage } from './demo/player.ts';
import { describeScore, lostOf, settledScore } from './demo/scoreboard.ts';
import { isHubAt, localUrl } from './listening.ts';
import { refuse, run, sentenceOf } from './run.ts';
import { stopOnSignal } from './stop-signals.ts';

/** `referloop demo`: a whole day of a practice, against a running hub or one of its own. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'play a whole day of a practice through the doors of the hub on PORT, or of one it starts, and count what became of it',
    )
    .option('--speed <factor>', 'how much faster than a real day', Number, 60)
    .option('--seed <number>', 'which day: the same seed is the same people and events', Number, 1)
    .option('--exit', 'stop a hub that was started for this when the day is over')
    .addHelpText(
      'after',
      `
Examples:
  npm run demo -- --speed 60        a day in ten minutes
  npm run demo -- --speed 3600      a day in ten seconds`,
    )
    .action((options: DemoOptions) => run(() => demo(options)));
}

type DemoOptions = { readonly speed: number; readonly seed: number; readonly exit?: true };

/** How long the last deliveries are waited for. */
const SETTLE_MS = 60_000;

async function demo(options: DemoOptions): Promise<void> {
  if (!(options.speed > 0) || !Number.isSafeInteger(options.seed))
    refuse('--speed is a number above 0, --seed a whole number.');
  const config = await readDemoConfig(process.env);
  if (await isHubAt(localUrl(config.host, config.port))) return playOnRunningHub(config, options);
  return playOnOwnHub(config, options);
}

async function playOnRunningHub(config: Config, options: DemoOptions): Promise<void> {
  const store = await openStore(config, openLog('warn'));
  try {
    const { stage, close } = await openStage(store.db, config, await loadChannels(config.channelsDir));
    const stopping = new AbortController();
    process.once('SIGINT', () => stopping.abort());
    console.log(
      `Playing a day through the hub on ${stage.url}, ${options.speed} times as fast as a real one.`,
    );
    try {
      await playDay(stage, store.db, config, options, stopping.signal);
    } finally {
      await close();
    }
  } finally {
    await store.close();
  }
}

async function playOnOwnHub(config: Config, options: DemoOptions): Promise<void> {
  const opened = await openDemo(config, process.env);
  const stopping = new AbortController();
  console.log(`A hub was started: ${opened.url} (${config.admin.email}, ${config.admin.password}).`);
  const { db } = opened.running.hub;
  if (options.exit) {
    process.once('SIGINT', () => stopping.abort());
    try {
      await playDay(opened.stage, db, config, options, stopping.signal);
    } finally {
      await opened.stop();
    }
    return;
  }
  const played = playDay(opened.stage, db, config, options, stopping.signal)
    .catch((error: unknown) => console.error(sentenceOf(error)))
    .then(() => console.log('The hub goes on. Ctrl-C stops it.'));
  await stopOnSignal(async () => {
    stopping.abort();
    await played;
    await opened.stop();
  });
}

async function playDay(
  stage: Stage,
  db: Queryable,
  config: Config,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<void> {
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: config.practice.zone });
  const tell = (sentence: string): void => console.log(`  ${clock.format(new Date())}  ${sentence}`);
  const played = await play(stage, wholeDay, { ...options, signal, tell });
  const score = await settledScore(db, played, SETTLE_MS, signal);
  console.log(
    [
      '',
      signal.aborted ? 'The day was cut short:' : 'The day is over:',
      ...describeScore(played, score),
      '',
    ].join('\n'),
  );
  if (lostOf(played, score) > 0) process.exitCode = 1;
}
