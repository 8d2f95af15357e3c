import { openPort } from '../contracts/door.ts';

type Answer = Response | Promise<Response>;
type Attachment = { readonly id: number; readonly uri: string; readonly type: string };
type StoredFax = {
  readonly id: string;
  readonly creationTime: string;
  readonly messageStatus: string;
  readonly availability: string;
  readonly attachments: readonly Attachment[];
};
type Subscription = { readonly asked: unknown; expiresMs: number; status: string };

/** What RingCentral saw when it called an address before it subscribed it. */
type Validation = { readonly status: number; readonly isEchoed: boolean; readonly bytes: number };

const WEEK_MS = 604_800_000;

/**
 * A stand-in of RingCentral, our own, after its published guides: login with a JWT, subscriptions that call the address and want
 * their token back, a message store in pages, attachments for who is logged in.
 */
export async function openRingCentral() {
  const records: StoredFax[] = [];
  const documents = new Map<string, Buffer>();
  const subscriptions = new Map<string, Subscription>();
  const validations: Validation[] = [];
  const calls: string[] = [];
  const instead = new Map<string, () => Answer>();
  const tokens = new Set<string>();
  const state = { pageSize: 100, door: '', counter: 0, url: '' };

  const login = async (request: Request): Promise<Response> => {
    const form = new URLSearchParams(await request.text());
    const isClient = request.headers.get('authorization') === `Basic ${btoa('client:secret')}`;
    const isUser =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      form.get('assertion') === 'ZZTEST.jwt';
    if (!isClient || !isUser) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    const token = `token-${(state.counter += 1)}`;
    tokens.add(token);
    return Response.json({ access_token: token, token_type: 'bearer', expires_in: 3600 });
  };
  const tell = (id: string): Response => {
    const one = subscriptions.get(id);
    if (!one) return Response.json({ errorCode: 'SUB-502' }, { status: 404 });
    return Response.json({
      id,
      status: one.status,
      expirationTime: new Date(one.expiresMs).toISOString(),
    });
  };
  const subscribe = async (request: Request): Promise<Response> => {
    const asked: unknown = await request.json();
    if (state.door !== '') {
      const validation = await callDoor(state.door);
      validations.push(validation);
      if (!validation.isEchoed) return Response.json({ errorCode: 'SUB-525' }, { status: 400 });
    }
    const id = `subscription-${(state.counter += 1)}`;
    subscriptions.set(id, { asked, expiresMs: Date.now() + WEEK_MS, status: 'Active' });
    return tell(id);
  };
  const store = (url: URL): Response => {
    const from = Date.parse(url.searchParams.get('dateFrom') ?? '');
    const isFax = url.searchParams.get('messageType') === 'Fax';
    const isInbound = url.searchParams.get('direction') === 'Inbound';
    if (Number.isNaN(from) || !isFax || !isInbound) return new Response(null, { status: 400 });
    const shown = records.filter((fax) => Date.parse(fax.creationTime) >= from);
    const start = (Number(url.searchParams.get('page')) - 1) * state.pageSize;
    const hasMore = start + state.pageSize < shown.length;
    const navigation = hasMore ? { nextPage: { uri: url.href } } : {};
    return Response.json({ records: shown.slice(start, start + state.pageSize), navigation });
  };
  const port = await openPort(async (request) => {
    const url = new URL(request.url);
    const call = `${request.method} ${nameOf(url.pathname)}`;
    calls.push(call);
    const own = instead.get(call);
    if (own) return own();
    if (call === 'POST token') return login(request);
    if (!tokens.has(request.headers.get('authorization')?.slice('Bearer '.length) ?? ''))
      return new Response(null, { status: 401 });
    if (call === 'GET message-store') return store(url);
    if (call === 'POST subscription') return subscribe(request);
    const id = /\/subscription\/([^/]+)/.exec(url.pathname)?.[1] ?? '';
    if (call === 'GET subscription') return tell(id);
    if (call === 'DELETE subscription')
      return new Response(null, { status: subscriptions.delete(id) ? 204 : 404 });
    if (call === 'POST renew') {
      const one = subscriptions.get(id);
      if (one) one.expiresMs = Date.now() + WEEK_MS;
      return tell(id);
    }
    const document = documents.get(url.pathname);
    return document ? new Response(new Uint8Array(document)) : new Response(null, { status: 404 });
  });
  state.url = port.url.replace(/\/$/, '');

  /** Puts a fax into the store, as of now unless `change` says otherwise. Returns its id. */
  const add = (bytes: Buffer, change: Partial<StoredFax> = {}): string => {
    const id = String(400_000_000 + (state.counter += 1));
    const path = `/restapi/v1.0/account/1/extension/2/message-store/${id}/content/${id}`;
    documents.set(path, bytes);
    records.push({
      ...described,
      id,
      // A moment ahead: the store's clock and the hub's are not the same.
      creationTime: new Date(Date.now() + 60_000).toISOString(),
      messageStatus: 'Received',
      availability: 'Alive',
      attachments: [{ id: 1, uri: `${state.url}${path}`, type: 'RenderedDocument' }],
      ...change,
    });
    return id;
  };
  return {
    url: state.url,
    close: port.close,
    add,
    records,
    subscriptions,
    validations,
    instead,
    count: (call: string): number => calls.filter((one) => one === call).length,
    callAt: (door: string): void => void (state.door = door),
    showPagesOf: (size: number): void => void (state.pageSize = size),
    revokeTokens: (): void => tokens.clear(),
  };
}

const described = {
  type: 'Fax',
  direction: 'Inbound',
  from: { phoneNumber: '+13125550142', name: 'ZZTEST FAMILY MED' },
  to: [{ phoneNumber: '+13125550100' }],
  readStatus: 'Unread',
  faxPageCount: 3,
};

function nameOf(path: string): string {
  if (path === '/restapi/oauth/token') return 'token';
  if (path.endsWith('/renew')) return 'renew';
  if (path.startsWith('/restapi/v1.0/subscription')) return 'subscription';
  return path.endsWith('/message-store') ? 'message-store' : 'attachment';
}

async function callDoor(door: string): Promise<Validation> {
  const token = crypto.randomUUID();
  const response = await fetch(door, { method: 'POST', headers: { 'Validation-Token': token } });
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const body = await response.text();
  return {
    status: response.status,
    isEchoed: response.status === 200 && response.headers.get('validation-token') === token,
    bytes: head.length + body.length,
  };
}
