import { Hono } from 'hono';
import { officeWays } from '../pipeline/directory-endpoints.ts';
import { acknowledgeVolumeAlert } from '../pipeline/volume-alerts.ts';
import { insertAudit, insertAuditOnce } from '../store/audit.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { partnerActs } from './partner-acts.ts';
import { draftOf, type Draft } from './partner-draft.tsx';
import { loadPartnerView } from './partner-load.ts';
import { suggestPartners } from './partner-picker.tsx';
import { PartnerBody } from './partner-view.tsx';

/** A page that is loaded again after each form is one look. */
const SAME_LOOK_MINUTES = 15;

/** `GET /partners/:id` and its forms. */
export function partnerRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/partners/:id', (c) => showPartner(c, deps, undefined));
  app.post('/partners/:id/alerts/:alert', async (c) => {
    const { id, alert } = c.req.param();
    if (!isId(id) || !isId(alert)) return showMissing(c, deps, 'This change');
    const form = textsOf(await c.req.parseBody());
    const because = (form['because'] ?? '').trim().slice(0, 500);
    const { email } = c.get('session');
    const told = await acknowledgeVolumeAlert(deps.hub.db, alert, email, because === '' ? 'seen' : because);
    const about = { objectKind: 'volume_alert', objectId: alert };
    await insertAudit(deps.hub.db, { ...actor(c, deps), action: 'acknowledge_volume_alert', ...about });
    deps.hub.wake('events');
    return c.redirect(`/partners/${id}?told=${told}#changes`, 303);
  });
  app.post('/partners/:id/:act', async (c) => {
    const { id, act: name } = c.req.param();
    const act = Object.hasOwn(partnerActs, name) ? partnerActs[name] : undefined;
    if (!isId(id) || !act) return showMissing(c, deps, 'This form');
    const { form, choices } = await withChosen(deps, textsOf(await c.req.parseBody()));
    const { actor: person, peer } = actor(c, deps);
    const isVerified = form['isVerified'] === '1';
    const edited = await act(deps.hub, id, form, { person, peer, ...(isVerified ? { isVerified } : {}) });
    const section = /^[a-z-]+(:[0-9a-f-]{36})?$/.exec(form['section'] ?? '')?.[0] ?? 'main';
    if (edited.outcome === 'saved') return c.redirect(`/partners/${id}?told=saved#${section}`, 303);
    if (edited.outcome === 'not_found') return showMissing(c, deps, 'What was to be changed');
    return showPartner(c, deps, draftOf(section, form, edited, choices));
  });
  return app;
}

/** Without script the field has what was typed only: one partner that fits is meant, several are offered. */
async function withChosen(
  deps: ConsoleDeps,
  form: Form,
): Promise<{ readonly form: Form; readonly choices?: Draft['choices'] }> {
  const name = ['parentId', 'otherId'].find((one) => (form[`${one}Text`] ?? '').trim() !== '');
  if (name === undefined || isId(form[name])) return { form };
  const partners = await suggestPartners(deps, form[`${name}Text`] ?? '', form['kind']);
  const [only] = partners;
  if (partners.length === 1 && only) return { form: { ...form, [name]: only.id } };
  return { form, choices: { name, partners } };
}

async function showPartner(
  c: ConsoleContext,
  deps: ConsoleDeps,
  draft: Draft | undefined,
): Promise<Response> {
  const id = c.req.param('id');
  const view = isId(id) ? await loadPartnerView(deps.hub, id, yearOf(c.req.query('year'))) : undefined;
  if (!view) return showMissing(c, deps, 'This partner');
  const { entry, openLoops } = view.page;
  if (entry.id !== id) return c.redirect(`/partners/${entry.id}`, 303);
  const seesPatients = c.get('session').role !== 'operator';
  if (seesPatients && openLoops.length > 0)
    await insertAuditOnce(
      deps.hub.db,
      { ...actor(c, deps), action: 'view_partner', objectKind: 'partner', objectId: id },
      SAME_LOOK_MINUTES,
    );
  return showPage(
    c,
    deps,
    {
      title: 'Partner',
      current: 'partners',
      ...(draft === undefined ? {} : { status: draft.changes.length > 0 ? 409 : 422 }),
    },
    <PartnerBody
      view={view}
      context={{ partnerId: id, token: c.get('session').csrfToken, zone: deps.hub.policy.zone, draft }}
      destinations={officeWays(deps.hub)}
      seesPatients={seesPatients}
      decidesWatchers={c.get('session').role === 'admin'}
    />,
  );
}

function yearOf(text: string | undefined): number | undefined {
  return /^20\d\d$/.test(text ?? '') ? Number(text) : undefined;
}
