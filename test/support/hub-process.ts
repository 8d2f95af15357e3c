import referral from '../../mappings/document/referral.mapping.ts';
import all from '../../mappings/hl7v2/all.mapping.ts';
import { builtInWays, openWays } from '../../src/open-ways.ts';
import { openBackground } from '../../src/jobs/background.ts';
import { startConfirmDeliveries } from '../../src/jobs/confirm-deliveries.ts';
import { startDeliverJob } from '../../src/jobs/deliver.ts';
import { startProcessMessages } from '../../src/jobs/process-messages.ts';
import { openQueue } from '../../src/jobs/queue.ts';
import { startReadDocuments } from '../../src/jobs/read-documents.ts';
import { startReleaseEffects } from '../../src/jobs/release-effects.ts';
import { watchLedger } from '../../src/jobs/watch-ledger.ts';
import { codeOf } from '../../src/lib/failure.ts';
import { openLog } from '../../src/log.ts';
import { openReader } from '../../src/open-reader.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { createIntake } from '../../src/pipeline/receive.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { mllp } from '../../src/sources/mllp/index.ts';
import { startSources } from '../../src/start-sources.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startEmbedded } from '../../src/store/embedded/start.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import type { HubProcessOptions } from './hub-child.ts';
import { ledgerGateway } from './ledger-gateway.ts';

// A hub without its web pages, in a process of its own, put together from the parts main.ts uses. It says where it listens, and
// then runs until it is told to stop, or is killed.
const options = JSON.parse(process.argv[2] ?? '{}') as HubProcessOptions;
const failed = (code: string): void => void process.send?.({ code });

const embedded =
  options.databaseUrl === undefined
    ? await startEmbedded({ dataDir: options.dataDir ?? '', report: () => undefined })
    : undefined;
const url = options.databaseUrl ?? embedded?.url ?? '';
const db = openDatabase(url, { maxConnections: 16, applicationName: 'referloop' });
await migrate(db);
const clinic = {
  name: 'clinic',
  owner: 'it@practice.example',
  source: mllp,
  config: { port: 0, pipelineDepth: 64 },
  zone: 'America/New_York',
  mapping: all,
} as Channel;

/** Documents are put into the store by whoever asks for it: only their processing is the hub's. */
const READERS = 2;
const uploads = { ...clinic, name: 'uploads', mapping: referral } as Channel;

const work = options.work === 'intake' ? undefined : await startWork(options.work === 'everything');
const intake = createIntake(db, () => work?.wake());
const sources = await startSources([clinic], intake, db, openLog('silent'), 'http://127.0.0.1:8080');
process.send?.({ address: sources.addresses.get(clinic.name), databaseUrl: url });
process.once('message', () => void stop());
// Whoever started us is gone: nobody will tell us to stop.
process.once('disconnect', () => process.exit(0));

async function stop(): Promise<void> {
  await sources.stop();
  await intake.settle();
  await work?.stop();
  await db.close();
  await embedded?.stop();
  process.exit(0);
}

async function startWork(isDelivering: boolean) {
  const queue = await openQueue(url, (error) => failed(codeOf(error)));
  const mail = {
    smtpUrl: options.smtpUrl ?? 'smtp://127.0.0.1:9',
    from: 'hub@practice.example',
    requireTls: false,
  };
  const watch = watchLedger(db, failed);
  const { spoolDir } = options;
  const publicUrl = 'http://127.0.0.1:8080';
  const gateway =
    options.gatewayFile === undefined
      ? []
      : [
          {
            name: 'gateway',
            destination: ledgerGateway as Destination<unknown>,
            config: { file: options.gatewayFile },
          },
        ];
  const ways = await openWays(
    [...builtInWays({ mail, spoolDir }), ...gateway],
    { spoolDir, publicUrl },
    () => hub,
  );
  const hub: Hub = {
    db,
    channels: new Map([clinic, uploads].map((channel) => [channel.name, channel])),
    destinations: ways.destinations,
    reader: await openReader({ name: 'tesseract', workers: READERS }),
    policy: { zone: clinic.zone, noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
    practice: { name: 'Lakeside Eye', phone: '555-0100' },
    liaisonEmail: 'liaison@practice.example',
    publicUrl,
    enqueue: queue.enqueue,
    wake: (topic) => loops[topic].wake(),
  };
  const loops = {
    messages: startProcessMessages(hub, failed),
    effects: startReleaseEffects(hub, failed),
    events: watch,
    documents: startReadDocuments(hub, READERS, failed),
  };
  const confirming = isDelivering ? startConfirmDeliveries(hub, 1_000, failed) : undefined;
  const background = openBackground((error) => failed(codeOf(error)));
  if (isDelivering) await startDeliverJob(queue.boss, hub, background);
  return {
    wake: loops.messages.wake,
    stop: async () => {
      await Promise.all([
        loops.messages.stop(),
        loops.effects.stop(),
        loops.documents.stop(),
        watch.stop(),
        confirming?.stop(),
      ]);
      await queue.stop();
      await background.settle();
      await Promise.all([...hub.destinations.values()].map((way) => way.open.close()));
      await hub.reader.close();
    },
  };
}
