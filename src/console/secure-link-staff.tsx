import { Hono } from 'hono';
import { reissueLink, revokeLink } from '../pipeline/secure-link.ts';
import type { Link } from '../store/secure-links.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, Fact } from './parts.tsx';
import { When } from './times.tsx';

/** What people do with the link of a delivery. Who did it is written down by the pipeline. */
export function secureLinkStaffRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.post('/deliveries/:id/link/end', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This delivery');
    const isEnded = await revokeLink(deps.hub, id, c.get('session').email);
    return c.redirect(`/deliveries/${id}?told=${isEnded ? 'saved' : 'already_answered'}`, 303);
  });
  app.post('/deliveries/:id/link/again', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This delivery');
    const again = await reissueLink(deps.hub, id, c.get('session').email);
    return again === undefined
      ? showMissing(c, deps, 'This delivery')
      : c.redirect(`/deliveries/${again}?told=resent`, 303);
  });
  return app;
}

/** The link of a delivery: how it stands, and how to end it. Nothing here opens it. */
export function LinkSection(props: { readonly link: Link; readonly token: string; readonly zone: string }) {
  const { link, token, zone } = props;
  const isOpen = link.revokedAt === null && link.lockedAt === null && !link.isExpired;
  return (
    <section class="card wide" aria-labelledby="link-title">
      <h2 id="link-title">Link</h2>
      <dl class="pairs across">
        <Fact term="State">{stateOf(link)}</Fact>
        <Fact term="Asks for">{factors[link.factor]}</Fact>
        <Fact term="Sent">
          <When at={link.createdAt} zone={zone} />
        </Fact>
        <Fact term="Can be opened until">
          <When at={link.expiresAt} zone={zone} />
        </Fact>
        <Fact term="Opened">
          {link.openedAt === null ? (
            'not yet'
          ) : (
            <>
              <When at={link.openedAt} zone={zone} />
              {link.openings > 1 ? `, ${link.openings} times` : ''}
            </>
          )}
        </Fact>
        <Fact term="Wrong answers">
          {link.failedAttempts === 0 ? undefined : String(link.failedAttempts)}
        </Fact>
        <Fact term="Ended by">{link.revokedBy ?? undefined}</Fact>
      </dl>
      <div class="buttons">
        <form method="post" action={`/deliveries/${link.deliveryId}/link/again`}>
          <Csrf token={token} />
          <button type="submit">Send a new link</button>
        </form>
        {isOpen ? (
          <form method="post" action={`/deliveries/${link.deliveryId}/link/end`}>
            <Csrf token={token} />
            <button type="submit">End the link</button>
          </form>
        ) : null}
      </div>
    </section>
  );
}

function stateOf(link: Link): string {
  if (link.revokedAt !== null) return 'ended';
  if (link.lockedAt !== null) return 'locked after wrong answers';
  if (link.isExpired) return 'too old';
  return 'can be opened';
}

const factors = { birth_date: 'birth date of the patient', code: 'the code agreed with the office' } as const;
