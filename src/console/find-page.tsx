import { Hono } from 'hono';
import { sha256Hex } from '../lib/sha256.ts';
import { insertAudit } from '../store/audit.ts';
import { findReferral } from '../store/ledger.ts';
import { listMessages, type MessageLine } from '../store/message-search.ts';
import { findMessage } from '../store/messages.ts';
import { searchPartners, type Partner } from '../store/partners.ts';
import { searchPatients, SHORTEST_SEARCH, type PatientLine } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';
import { Empty, linkTo, Pill } from './parts.tsx';
import { birthText, When } from './times.tsx';
import { messageWords, personName } from './words.ts';

const LIMIT = 20;

/** `POST /find`: the search box. A POST because names and numbers of patients do not belong into addresses. */
export function findRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/find', (c) => c.redirect('/referrals', 303));
  app.post('/find', async (c) => {
    const form = await c.req.parseBody();
    const text = typeof form['text'] === 'string' ? form['text'].trim().slice(0, 200) : '';
    if (text === '') return c.redirect('/referrals', 303);
    const direct = isId(text) ? await findById(deps, text) : undefined;
    const found =
      direct === undefined ? await findByText(deps, text) : { patients: [], messages: [], partners: [] };
    const hits =
      direct === undefined ? found.patients.length + found.messages.length + found.partners.length : 1;
    // What was searched is as private as what is found: only its hash is kept, and how much came of it.
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'search',
      objectKind: `hits:${hits}`,
      objectId: sha256Hex(Buffer.from(text.toLowerCase())),
    });
    if (direct !== undefined) return c.redirect(direct, 303);
    const [patient] = found.patients;
    if (hits === 1 && patient) return c.redirect(linkTo('/referrals', { patient: patient.id }), 303);
    return showPage(
      c,
      deps,
      { title: 'Found', current: 'other' },
      <Found text={text} {...found} zone={deps.hub.policy.zone} />,
    );
  });
  return app;
}

async function findById(deps: ConsoleDeps, id: string): Promise<string | undefined> {
  const [referral, message] = await Promise.all([
    findReferral(deps.hub.db, id),
    findMessage(deps.hub.db, id),
  ]);
  if (referral) return `/referrals/${referral.id}`;
  return message === undefined ? undefined : `/messages/${id}`;
}

async function findByText(deps: ConsoleDeps, text: string): Promise<Found> {
  const { db } = deps.hub;
  const [patients, messages, partners] = await Promise.all([
    searchPatients(db, text, LIMIT),
    listMessages(db, { controlId: text }, LIMIT),
    text.length < SHORTEST_SEARCH ? [] : searchPartners(db, text, LIMIT),
  ]);
  return { patients, messages, partners };
}

type Found = {
  readonly patients: readonly PatientLine[];
  readonly messages: readonly MessageLine[];
  readonly partners: readonly Partner[];
};

function Found({
  text,
  patients,
  messages,
  partners,
  zone,
}: Found & { readonly text: string; readonly zone: string }) {
  if (patients.length + messages.length + partners.length === 0)
    return (
      <Empty title={`Nothing found for “${text}”.`}>
        <p>
          Patients are found by at least three letters of their name or by a whole number (MRN), messages by
          their whole control id (MSH-10), referrals by their id.
        </p>
        <p>
          Only a birth date or a phone number? <a href="/patients">Look among the patients</a>, where slips of
          the pen are forgiven, too.
        </p>
      </Empty>
    );
  return (
    <>
      <h1>Found for “{text}”</h1>
      {patients.length === 0 ? null : <FoundPatients patients={patients} />}
      {messages.length === 0 ? null : <FoundMessages messages={messages} zone={zone} />}
      {partners.length === 0 ? null : <FoundOffices partners={partners} />}
    </>
  );
}

function FoundPatients({ patients }: { readonly patients: readonly PatientLine[] }) {
  return (
    <section class="card wide">
      <h2>Patients</h2>
      <ul class="lines found">
        {patients.map((patient) => (
          <li>
            <a href={linkTo('/referrals', { patient: patient.id })}>{personName(patient)}</a>
            <span class="facts">
              <span>{birthText(patient.birthDate) || 'birth date not known'}</span>
              {patient.identifiers.slice(0, 2).map((id) => (
                <span>No. {id.value}</span>
              ))}
              <span>{patient.referrals === 1 ? '1 referral' : `${patient.referrals} referrals`}</span>
              <a href={linkTo('/messages', { patient: patient.id })}>Messages</a>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FoundMessages({
  messages,
  zone,
}: {
  readonly messages: readonly MessageLine[];
  readonly zone: string;
}) {
  return (
    <section class="card wide">
      <h2>Messages with this control id</h2>
      <ul class="lines found">
        {messages.map((message) => (
          <li>
            <a href={`/messages/${message.id}`}>{message.type ?? 'Message'}</a>
            <span class="facts">
              <When at={message.receivedAt} zone={zone} />
              <span>{message.channel}</span>
              <Pill of={messageWords[message.state]} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FoundOffices({ partners }: { readonly partners: readonly Partner[] }) {
  return (
    <section class="card wide">
      <h2>Offices</h2>
      <ul class="lines found">
        {partners.map((partner) => (
          <li>
            <a href={`/partners/${partner.id}`}>{partner.name}</a>
            <span class="facts">
              <span>{[partner.organisation, partner.city, partner.phone].filter(Boolean).join(' · ')}</span>
              <a href={linkTo('/referrals', { office: partner.id })}>Referrals</a>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
