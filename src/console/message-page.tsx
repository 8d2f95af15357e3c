import { Hono } from 'hono';
import { inspectMessage, type MessageInspection } from '../pipeline/inspect.ts';
import { replayMessage } from '../pipeline/process.ts';
import { insertAudit } from '../store/audit.ts';
import { listPapersOf, type Paper } from '../store/document-papers.ts';
import { findMessage, type MessageDetails } from '../store/messages.ts';
import { listReviewsOfMessage, type Review } from '../store/reviews.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { Papers } from './document-section.tsx';
import { paperTitles } from './document-words.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { marksOf } from './message-marks.ts';
import { FactsPane, RawPane, TreePane } from './message-panes.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, Fact, linkTo, Pill } from './parts.tsx';
import { fullText, When } from './times.tsx';
import { messageWords, questionOf } from './words.ts';

/** `GET /messages/:id`: the envelope, what became of it, and how it reads; `POST …/replay` reads it again. */
export function messageRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/messages/:id', async (c) => {
    const id = c.req.param('id');
    const found = isId(id) ? await findMessage(deps.hub.db, id) : undefined;
    if (!found) return showMissing(c, deps, 'This message');
    const seesPatients = c.get('session').role !== 'operator';
    const about = found.patientId === null ? {} : { patientId: found.patientId };
    // First the audit, then the body: when it cannot be written down, nobody looks.
    if (seesPatients)
      await insertAudit(deps.hub.db, {
        ...actor(c, deps),
        action: 'view_body',
        objectKind: 'message',
        objectId: id,
        ...about,
      });
    const inspection = seesPatients ? await inspectMessage(deps.hub, id) : undefined;
    const papers = seesPatients ? await listPapersOf(deps.hub.db, id) : [];
    const reviews = await listReviewsOfMessage(deps.hub.db, id);
    const referral = c.req.query('referral');
    return showPage(
      c,
      deps,
      { title: 'Message', current: 'messages' },
      <MessageBody
        meta={found}
        inspection={inspection}
        papers={papers}
        reviews={reviews}
        marks={marksOf(c.req.query('mark'))}
        referralId={isId(referral) ? referral : undefined}
        token={c.get('session').csrfToken}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  app.post('/messages/:id/replay', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This message');
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'replay',
      objectKind: 'message',
      objectId: id,
    });
    const isThere = await replayMessage(deps.hub, id);
    deps.hub.wake('effects');
    return c.redirect(`/messages/${id}?told=${isThere ? 'replayed' : 'not_found'}`, 303);
  });
  return app;
}

type BodyProps = {
  readonly meta: MessageDetails;
  /** Absent: the account does not include patient data. */
  readonly inspection: MessageInspection | undefined;
  readonly papers: readonly Paper[];
  readonly reviews: readonly Review[];
  readonly marks: readonly string[];
  readonly referralId: string | undefined;
  readonly token: string;
  readonly zone: string;
};

function MessageBody({ meta, inspection, papers, reviews, marks, referralId, token, zone }: BodyProps) {
  return (
    <>
      <p class="crumb">
        {referralId === undefined ? (
          <a href="/messages">Messages</a>
        ) : (
          <a href={`/referrals/${referralId}`}>Back to the referral</a>
        )}
      </p>
      <div class="head">
        <h1>{paperTitles.get(meta.type ?? '') ?? meta.type ?? 'A message that cannot be read'}</h1>
        <Pill of={messageWords[meta.state]} />
        <form method="post" action={`/messages/${meta.id}/replay`}>
          <Csrf token={token} />
          <button type="submit">Replay</button>
        </form>
      </div>
      {meta.reason === null ? null : (
        <p class={meta.state === 'invalid' ? 'problem' : 'told'}>
          {meta.reason}
          {meta.reasonPath === null ? null : <code> {meta.reasonPath}</code>}
        </p>
      )}
      {reviews
        .filter((review) => review.state === 'open')
        .map((review) => (
          <p>
            <a class="step" href={`/reviews/${review.id}`}>
              {questionOf(review.kind).short}
            </a>
          </p>
        ))}
      <Envelope meta={meta} zone={zone} />
      <Papers papers={papers} zone={zone} />
      {inspection === undefined ? (
        <p class="told">Your account does not include patient data: the content is not shown.</p>
      ) : (
        <Panes inspection={inspection} marks={marks} zone={zone} referralId={referralId} />
      )}
    </>
  );
}

type PanesProps = {
  readonly inspection: MessageInspection;
  readonly marks: readonly string[];
  readonly zone: string;
  readonly referralId: string | undefined;
};

function Panes({ inspection, marks, zone, referralId }: PanesProps) {
  const all = [...marks, ...(inspection.meta.reasonPath === null ? [] : [inspection.meta.reasonPath])];
  const facts = (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">What it says</h2>
      <FactsPane inspection={inspection} marks={marks} zone={zone} referralId={referralId} />
    </section>
  );
  // A picture has no segments: its pages are shown above.
  if (paperTitles.has(inspection.meta.type ?? '')) return facts;
  return (
    <div class="panes">
      {facts}
      <section class="card" aria-labelledby="tree-title">
        <h2 id="tree-title">How it reads</h2>
        <TreePane inspection={inspection} marks={all} />
      </section>
      <section class="card wide" aria-labelledby="raw-title">
        <h2 id="raw-title">As it arrived</h2>
        {inspection.format === 'json' ? (
          <pre class="raw" tabindex={0}>
            {inspection.rawText}
          </pre>
        ) : (
          <RawPane text={inspection.rawText} marks={all} />
        )}
        {inspection.answerText === undefined ? null : (
          <>
            <h2>What was answered</h2>
            <RawPane text={inspection.answerText} marks={[]} />
          </>
        )}
      </section>
    </div>
  );
}

function Envelope({ meta, zone }: { readonly meta: MessageDetails; readonly zone: string }) {
  return (
    <section class="card wide" aria-label="Envelope">
      <dl class="pairs across">
        <Fact term="Received">{fullText(meta.receivedAt, zone)}</Fact>
        <Fact term="Channel">
          <a href={linkTo('/messages', { channel: meta.channel })}>{meta.channel}</a>
        </Fact>
        <Fact term="Control id">{meta.controlId}</Fact>
        <Fact term="Sender">{meta.sender}</Fact>
        <Fact term="From">{meta.peer}</Fact>
        <Fact term="Answer">{meta.answerCode}</Fact>
        <Fact term="Size">{`${meta.bodyBytes.toLocaleString('en-US')} bytes`}</Fact>
        <Fact term="Repeats">
          {meta.repeats === 0 ? undefined : `came ${meta.repeats + 1} times; the repeats added nothing`}
        </Fact>
        <Fact term="Mapping">{meta.mapping}</Fact>
        <Fact term="Processed">
          {meta.processedAt === null ? 'not yet' : <When at={meta.processedAt} zone={zone} />}
        </Fact>
        <Fact term="SHA-256">
          <code>{meta.bodySha256.slice(0, 16)}…</code>
        </Fact>
        {meta.parentId === null ? null : (
          <Fact term="Part of">
            <a href={`/messages/${meta.parentId}`}>a batch</a>
          </Fact>
        )}
      </dl>
      {meta.warnings.length === 0 ? null : (
        <details>
          <summary>{meta.warnings.length === 1 ? '1 warning' : `${meta.warnings.length} warnings`}</summary>
          <ul class="lines">
            {meta.warnings.map((warning) => (
              <li>
                {warning.path === undefined ? null : (
                  <a href={linkTo(`/messages/${meta.id}`, { mark: warning.path })}>
                    <code>{warning.path}</code>
                  </a>
                )}{' '}
                {warning.text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
