import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PostOutcome } from '../pipeline/webhook/post.ts';
import type { Database } from '../store/database.ts';
import { loadFigures, type Figures } from '../store/figures.ts';

/** Figures for Prometheus. Labels are channels, states and routes: never an id, an address or a name. */
export type Metrics = {
  /** The text of /metrics. Never rejects: without a database it says so. */
  readonly render: () => Promise<string>;
  readonly contentType: string;
  readonly observeHttp: (request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }) => void;
  /** One group commit of received messages. */
  readonly observeCommit: (messages: number, seconds: number) => void;
  readonly observeWebhook: (outcome: PostOutcome) => void;
};

export function createMetrics(db: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauges = createGauges(registers);
  const http = new Histogram({
    name: 'referloop_http_seconds',
    help: 'Duration of HTTP requests of the API',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 35],
    registers,
  });
  const commitSize = new Histogram({
    name: 'referloop_commit_messages',
    help: 'Messages stored by one commit',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    registers,
  });
  const commitTime = new Histogram({
    name: 'referloop_commit_seconds',
    help: 'Duration of one commit of received messages',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers,
  });
  const webhook = new Histogram({
    name: 'referloop_webhook_seconds',
    help: 'Duration of tries to send an event to a webhook',
    labelNames: ['outcome'],
    buckets: [0.02, 0.1, 0.5, 2, 5, 15],
    registers,
  });

  const look = async (): Promise<string> => {
    const figures = await loadFigures(db).catch(() => undefined);
    show(gauges, figures);
    return registry.metrics();
  };
  let looking: Promise<string> | undefined;
  return {
    // Many scrapers at once share one look at the database.
    render: () => (looking ??= look().finally(() => (looking = undefined))),
    contentType: registry.contentType,
    observeHttp: ({ method, route, status, seconds }) =>
      http.observe({ method, route, status: String(status) }, seconds),
    observeCommit: (messages, seconds) => {
      commitSize.observe(messages);
      commitTime.observe(seconds);
    },
    observeWebhook: (outcome) =>
      webhook.observe({ outcome: outcome.isDelivered ? 'delivered' : 'failed' }, outcome.durationMs / 1000),
  };
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registers: Registry[]) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `referloop_${name}`, help, labelNames: [...labelNames], registers });
  return {
    databaseUp: gauge('database_up', '1 when the database answers'),
    messages: new Counter({
      name: 'referloop_messages_total',
      help: 'Messages by channel: received, repeats of stored ones, invalid ones',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    open: gauge('messages_open', 'Messages that wait for the hub (received) or for a person', [
      'channel',
      'state',
    ]),
    oldestWaiting: gauge('oldest_waiting_seconds', 'Age of the message waiting longest for the hub'),
    deliveries: gauge('deliveries', 'Deliveries by status', ['status']),
    accountBlocked: gauge(
      'deliveries_account_blocked',
      'Deliveries that wait because a gateway does not let the account send',
      ['destination'],
    ),
    effectLag: gauge('effect_lag_seconds', 'How long the most overdue effect has been due'),
    documents: gauge('documents_in_work', 'Faxes and mails by step; failed: could not be read', ['step']),
    documentAge: gauge('document_oldest_seconds', 'Age of the fax or mail waiting longest to be read'),
    toReview: gauge('documents_to_review', 'Documents that wait for a person'),
    webhooks: gauge('webhooks', 'Webhooks by state', ['state']),
    webhookBehind: gauge('webhook_behind_events', 'Events the slowest active webhook has not had yet'),
  };
}

function show(gauges: Gauges, figures: Figures | undefined): void {
  gauges.databaseUp.set(figures ? 1 : 0);
  if (!figures) return;
  for (const one of [gauges.messages, gauges.open, gauges.deliveries, gauges.documents, gauges.webhooks])
    one.reset();
  for (const { channel, received, repeats, invalid } of figures.channels) {
    gauges.messages.inc({ channel, outcome: 'received' }, received);
    gauges.messages.inc({ channel, outcome: 'repeat' }, repeats);
    gauges.messages.inc({ channel, outcome: 'invalid' }, invalid);
  }
  for (const { channel, state, count } of figures.open) gauges.open.set({ channel, state }, count);
  for (const { status, count } of figures.deliveries) gauges.deliveries.set({ status }, count);
  gauges.accountBlocked.reset();
  for (const { destination, count } of figures.accountBlocked)
    gauges.accountBlocked.set({ destination }, count);
  for (const { state, count } of figures.webhooks) gauges.webhooks.set({ state }, count);
  for (const { step, count } of figures.documents) gauges.documents.set({ step }, count);
  gauges.documentAge.set(Math.max(0, ...figures.documents.map(({ seconds }) => seconds)));
  gauges.toReview.set(figures.documentsToReview);
  gauges.oldestWaiting.set(figures.oldestWaitingSeconds);
  gauges.effectLag.set(figures.effectLagSeconds);
  gauges.webhookBehind.set(figures.webhooks.find((one) => one.state === 'active')?.behind ?? 0);
}
