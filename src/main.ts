import { createMetrics, type Metrics } from './api/metrics.ts';
import type { Config } from './config.ts';
import { startAskSenders } from './jobs/ask-senders.ts';
import { startConfirmDeliveries } from './jobs/confirm-deliveries.ts';
import { startExpireReferrals } from './jobs/expire-referrals.ts';
import { openBackground } from './jobs/background.ts';
import { startDeliverJob } from './jobs/deliver.ts';
import type { Loop } from './jobs/loop.ts';
import { startImportFiles, startMoveFeeds, startTidyUploads } from './jobs/import-files.ts';
import { startNotifyFhir } from './jobs/notify-fhir.ts';
import { startReconcileCrm } from './jobs/reconcile-crm.ts';
import { startProcessMessages } from './jobs/process-messages.ts';
import { openQueue } from './jobs/queue.ts';
import { startPublishNews } from './jobs/publish-news.ts';
import { startReadDocuments } from './jobs/read-documents.ts';
import { startReleaseEffects } from './jobs/release-effects.ts';
import { startWebhooks } from './jobs/dispatch-webhooks.ts';
import { startWatchEscalations } from './jobs/watch-escalations.ts';
import { startWatchVolumes } from './jobs/watch-volumes.ts';
import { watchLedger, type Watch } from './jobs/watch-ledger.ts';
import { codeOf } from './lib/failure.ts';
import { loadChannels } from './load-channels.ts';
import { loadCrms } from './load-crm.ts';
import type { Log } from './log.ts';
import { listWays, openWays } from './open-ways.ts';
import type { Hub } from './pipeline/hub.ts';
import { closeUnderstanding } from './pipeline/document/understand-apart.ts';
import { sharedUnpacking } from './pipeline/document/unpack.ts';
import { sharedContainment } from './pipeline/packet/contained.ts';
import { fillPatientKeys } from './pipeline/fill-patient-keys.ts';
import { enterOwnPartners } from './pipeline/own-partners.ts';
import { openReader } from './open-reader.ts';
import { createIntake } from './pipeline/receive.ts';
import type { Channel } from './sdk/channel.ts';
import { startWebServer } from './serve-web.ts';
import { startSources } from './start-sources.ts';
import { assertDurable, openDatabase, type Database } from './store/database.ts';
import { startEmbedded } from './store/embedded/start.ts';
import { migrate } from './store/migrate.ts';
import { sealStoredKeys } from './store/webhook-keys.ts';

/** Connections of the hub's own pool; pg-boss keeps a few more. */
const CONNECTIONS = 16;
/** How often sent parcels are asked after. */
const CONFIRM_PAUSE_MS = 5_000;

export type RunningHub = {
  readonly hub: Hub;
  readonly databaseUrl: string;
  readonly channels: readonly Channel[];
  /** Where each channel listens. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Finishes what is in hand, in the order the data flows, and closes everything. */
  readonly stop: () => Promise<void>;
};

/** A database of its own in `DATA_DIR`, or the one `DATABASE_URL` names: opened, checked and migrated. */
export async function openStore(
  config: Config,
  log: Log,
): Promise<{ readonly db: Database; readonly url: string; readonly close: () => Promise<void> }> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ dataDir: config.dataDir, report: (sentence) => log.info(sentence) })
      : undefined;
  const url = config.databaseUrl ?? embedded?.url ?? '';
  const { keyring } = config;
  const db = openDatabase(url, { maxConnections: CONNECTIONS, applicationName: 'referloop', keyring });
  const close = async (): Promise<void> => {
    await db.close();
    await embedded?.stop();
  };
  try {
    await assertDurable(db);
    await migrate(db);
    await sealStoredKeys(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, url, close };
}

/** Starts everything: the only place that knows everything. Throws with every part closed again. `channels`: instead of all in `channelsDir`. */
export async function startHub(config: Config, log: Log, channels?: readonly Channel[]): Promise<RunningHub> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    return await start(config, log, channels ?? (await loadChannels(config.channelsDir)), closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: Config,
  log: Log,
  channels: readonly Channel[],
  closers: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<RunningHub> {
  const store = await openStore(config, log);
  closers.push(store.close);
  await enterOwnPartners(store.db, config.practice.npis);
  await fillPatientKeys(store.db);
  const failed = (code: string): void => log.error({ code }, 'A background task failed and will try again.');
  // Closed in reverse: the queue finishes what is in hand while its destinations are still open.
  const { destinations, doors, reader } = await openAdapters(config, () => hub, closers);
  const queue = await openQueue(store.url, (error) => failed(codeOf(error)));
  const background = openBackground((error) => failed(codeOf(error)));
  closers.push(background.settle, queue.stop);

  const watch = watchLedger(store.db, failed);
  const metrics = createMetrics(store.db);
  const hub: Hub = {
    db: store.db,
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    destinations,
    reader,
    policy: policyOf(config),
    practice: config.practice,
    liaisonEmail: config.liaisonEmail,
    publicUrl: config.publicUrl,
    enqueue: queue.enqueue,
    wake: (topic) => loops[topic].wake(),
  };
  const loops = {
    messages: startProcessMessages(hub, failed),
    effects: startReleaseEffects(hub, failed),
    events: watch,
    documents: startReadDocuments(hub, config.reader.workers, failed),
  };
  const crms = await loadCrms(config.crmDir);
  const telling = startTelling(hub, crms, config.allowPrivateWebhooks, metrics, watch, failed);
  const clocks = startClocks(hub, config.importsDir, watch, failed);
  await startDeliverJob(queue.boss, hub, background);
  closers.push(async () => {
    await telling.stop();
    await Promise.all(
      [loops.messages, loops.effects, loops.documents, watch, ...clocks].map((loop) => loop.stop()),
    );
  });

  const intake = createIntake(store.db, ({ messages, documents, seconds }) => {
    metrics.observeCommit(messages, seconds);
    loops.messages.wake();
    // Four loops look for documents: HL7 alone shall not send them looking hundreds of times a second.
    if (documents > 0) loops.documents.wake();
  });
  const sources = await startSources(channels, intake, store.db, log, config.publicUrl, config.importsDir);
  closers.push(async () => {
    await sources.stop();
    await intake.settle();
  });
  const web = await startWebServer({ config, log, hub, sources, statusDoors: doors, watch, metrics });
  closers.push(web.stop);
  return { hub, databaseUrl: store.url, channels, addresses: sources.addresses, stop };
}

/** Webhooks, FHIR Subscriptions and CRMs: who is told of what happens, woken whenever the log has grown. */
function startTelling(
  hub: Hub,
  crms: Awaited<ReturnType<typeof loadCrms>>,
  allowPrivate: boolean,
  metrics: Metrics,
  watch: Watch,
  failed: (code: string) => void,
): Pick<Loop, 'stop'> {
  const loops = [
    startWebhooks(hub, allowPrivate, metrics.observeWebhook, failed),
    startNotifyFhir(hub, allowPrivate, failed),
    startReconcileCrm(hub, crms, failed),
  ];
  const unsubscribe = watch.subscribe(() => {
    for (const loop of loops) loop.wake();
  });
  return {
    stop: async () => {
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** Where things are sent, and who reads pages. Their processes start with the first work and end with the hub. */
async function openAdapters(config: Config, hubOf: () => Hub, closers: (() => Promise<void>)[]) {
  const { destinations, doors, close } = await openWays(await listWays(config), config, hubOf);
  closers.push(async () => {
    await close();
    sharedContainment.close();
    sharedUnpacking.close();
    await closeUnderstanding();
  });
  const reader = await openReader(config.reader);
  closers.push(reader.close);
  return { destinations, doors, reader };
}

/** What goes by the clock and wakes by itself. */
function startClocks(
  hub: Hub,
  importsDir: string,
  watch: Watch,
  failed: (code: string) => void,
): readonly Loop[] {
  return [
    startAskSenders(hub, failed),
    startConfirmDeliveries(hub, CONFIRM_PAUSE_MS, failed),
    startImportFiles(hub, failed),
    startMoveFeeds(hub, failed),
    startTidyUploads(hub, importsDir, failed),
    startExpireReferrals(hub, failed),
    startWatchEscalations(hub, watch, failed),
    startPublishNews(hub, failed),
    startWatchVolumes(
      { db: hub.db, zone: hub.policy.zone, hours: hub.policy.escalation?.hours },
      watch.wake,
      failed,
    ),
  ];
}

/** How far back a referral is news to the liaison. */
const NEWS_DAYS = 90;

/** What the practice has decided about telling people. */
export function policyOf({
  practice,
  noShowNoticeAt,
  cancellationGraceMinutes,
  delivery,
  escalation,
}: Config): Hub['policy'] {
  const newsDays = NEWS_DAYS;
  return {
    zone: practice.zone,
    noShowNoticeAt,
    cancellationGraceMinutes,
    newsDays,
    delivery,
    escalation: escalation.rules,
  };
}
