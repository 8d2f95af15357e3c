import { Hono } from 'hono';
import { sha256Hex } from '../lib/sha256.ts';
import { insertAudit } from '../store/audit.ts';
import { searchPatients, type PatientHit } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { Csrf, Empty } from './parts.tsx';
import { birthText } from './times.tsx';
import { personName, phoneText } from './words.ts';

const LIMIT = 30;

/** `GET /patients` and `POST /patients`: patients are only searched, never listed; what is searched stays out of addresses. */
export function patientListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/patients', (c) => showList(c, deps, '', []));
  app.post('/patients', async (c) => {
    const text = (textsOf(await c.req.parseBody())['text'] ?? '').trim().slice(0, 200);
    return showList(c, deps, text, await findPatients(c, deps, text));
  });
  return app;
}

/** Patients that fit; of the search only its hash is kept, and how much came of it. */
export async function findPatients(
  c: ConsoleContext,
  deps: ConsoleDeps,
  text: string,
): Promise<readonly PatientHit[]> {
  if (text === '') return [];
  const hits = await searchPatients(deps.hub.db, text, LIMIT);
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: 'search',
    objectKind: `hits:${hits.length}`,
    objectId: sha256Hex(Buffer.from(text.toLowerCase())),
  });
  return hits;
}

function showList(c: ConsoleContext, deps: ConsoleDeps, text: string, hits: readonly PatientHit[]) {
  return showPage(
    c,
    deps,
    { title: 'Patients', current: 'patients' },
    <>
      <h1>Patients</h1>
      <form method="post" action="/patients" class="inline" role="search">
        <Csrf token={c.get('session').csrfToken} />
        <label class="field">
          <span>Name, birth date, phone or number</span>
          <input
            name="text"
            type="search"
            value={text}
            maxlength={200}
            required
            autofocus
            autocomplete="off"
          />
        </label>
        <button class="main">Find</button>
      </form>
      <Hits text={text} hits={hits} />
    </>,
  );
}

function Hits({ text, hits }: { readonly text: string; readonly hits: readonly PatientHit[] }) {
  if (text === '')
    return (
      <Empty title="Whom are you looking for?">
        <p>
          Write what you know, in any order: <q>lee anna 3/12/1952</q>, a phone number, an MRN. Slips of the
          pen are forgiven, and former names are found too.
        </p>
      </Empty>
    );
  if (hits.length === 0)
    return (
      <Empty title={`Nobody found for “${text}”.`}>
        <p>Try fewer words, three letters of the family name, or the birth date alone.</p>
      </Empty>
    );
  return (
    <table class="list tall people" data-list>
      <thead>
        <tr>
          <th scope="col">Patient</th>
          <th scope="col">Born</th>
          <th scope="col">Number and phone</th>
          <th scope="col">Found by</th>
          <th scope="col">Referrals</th>
        </tr>
      </thead>
      <tbody>
        {hits.map((hit) => (
          <tr data-id={hit.id}>
            <td class="who">
              <a class="row" href={`/patients/${hit.id}`}>
                {personName(hit)}
              </a>
              {hit.isProtected ? <span class="pill red">Protected</span> : null}
            </td>
            <td class="when">{birthText(hit.birthDate) || 'not known'}</td>
            <td class="from">
              {[hit.identifiers[0]?.value, hit.phones[0] === undefined ? undefined : phoneText(hit.phones[0])]
                .filter(Boolean)
                .join(' · ') || '–'}
            </td>
            <td class="next muted">{hit.reasons.join(', ')}</td>
            <td class="state">{hit.referrals}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
