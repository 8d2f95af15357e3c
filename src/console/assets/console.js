// Pages work without this. With it they stay current: rows change where they stand and never move, new ones are offered.
const LATER_MS = 5000;
const REFRESH = { headers: { 'x-refresh': '1' } };
let looking = false;
let again = false;
let skipped = false;

const isBusy = (element) => element.matches(':hover') || element.contains(document.activeElement);

/** Takes over what changed in `before`, unless somebody is at it just now. */
function renew(before, after) {
  if (before.innerHTML === after.innerHTML && before.className === after.className) return;
  // What offers while somebody types was made by this script: it would be gone.
  if (before.querySelector('[data-typeahead]')) return;
  if (isBusy(before) || before.querySelector('details[open] form')) return void (skipped = true);
  before.innerHTML = after.innerHTML;
  before.className = after.className;
  before.hidden = after.hidden;
  if (before.matches('[data-id]')) {
    before.classList.add('is-changed');
    setTimeout(() => before.classList.remove('is-changed'), 1500);
  }
}

function offer(count) {
  const button = document.getElementById('fresh');
  if (!button) return;
  button.hidden = count === 0;
  const text = count === 0 ? '' : `${count} new`;
  if (button.textContent === text) return;
  button.textContent = text;
  announce(text);
}

function announce(text) {
  const news = document.getElementById('news');
  news.textContent = text;
  setTimeout(() => (news.textContent = ''), 4000);
}

function renewAll(page) {
  skipped = false;
  document.body.dataset.liveAt = page.body.dataset.liveAt ?? '';
  for (const before of document.querySelectorAll('[data-block]')) {
    const after = page.getElementById(before.id);
    if (after) renew(before, after);
  }
  let fresh = 0;
  const list = document.querySelector('[data-list]');
  for (const after of page.querySelectorAll('[data-list] [data-id]')) {
    const before = list && list.querySelector(`[data-id="${after.dataset.id}"]`);
    if (before) renew(before, after);
    else fresh += 1;
  }
  offer(fresh);
  // Somebody was at it: look again when they may have moved on.
  if (skipped) setTimeout(() => void look(), LATER_MS);
}

async function look() {
  if (looking) return void (again = true);
  looking = true;
  again = false;
  try {
    const answer = await fetch(location.href, REFRESH);
    // The session ended: what is on the screen must not stay there.
    if (answer.redirected && new URL(answer.url).pathname === '/sign-in') return location.assign('/sign-in');
    if (answer.ok) renewAll(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // The hub is away for a moment; the stream comes back by itself and looks again.
  } finally {
    looking = false;
    if (again) void look();
  }
}

/** Looks when the stream begins, if something has changed since the page was made, and after every change. */
function listen(path) {
  const stream = new EventSource(path);
  stream.addEventListener('begin', ({ data }) => data !== document.body.dataset.liveAt && void look());
  stream.addEventListener('changed', () => void look());
  stream.addEventListener('error', () => {
    // The stream of a page that is left ends like this, too: it is gone before it would ask for itself once more.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => void look(), LATER_MS);
  });
}

function tell() {
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const minutes = Math.round((Date.now() - Date.parse(time.dateTime)) / 60000);
    const [length, unit] = minutes < 60 ? [1, 'min'] : minutes < 2880 ? [60, 'h'] : [1440, 'd'];
    const text = `${Math.floor(minutes / length)} ${unit}`;
    time.textContent = minutes < 1 ? 'just now' : `${text} ago`;
  }
}

/** Unless somebody types: j and k move between rows, keys on buttons answer; what cannot be undone only gets the focus. */
document.addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey, repeat } = event;
  const menu = key === 'Escape' && document.querySelector('.me[open]');
  if (menu) {
    menu.open = false;
    return menu.querySelector('summary').focus();
  }
  if (ctrlKey || metaKey || altKey || target.closest?.('input, select, textarea')) return;
  const row = target.closest?.('[data-list] [data-id]');
  const link = { j: row?.nextElementSibling, k: row?.previousElementSibling }[key]?.querySelector('a');
  const button = repeat ? null : document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
  if (!link && !button) return;
  event.preventDefault();
  if (link || button.matches('[data-careful]')) (link ?? button).focus();
  else button.click();
});

/** The list below a field with `data-typeahead`, as ARIA's combobox pattern has it. */
function listBelow(input, nr) {
  const list = document.createElement('ul');
  Object.assign(list, { id: `offers-${nr}`, className: 'offers', role: 'listbox', ariaLabel: 'Matches' });
  Object.assign(input, { role: 'combobox', ariaAutoComplete: 'list' });
  input.setAttribute('aria-controls', list.id);
  input.closest('.typeahead').append(list);
  const options = () => [...list.querySelectorAll('[role=option]')];
  const marked = () => list.querySelector('[aria-selected=true]');
  const mark = (option) => {
    for (const one of options()) one.ariaSelected = String(one === option);
    input.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.ariaExpanded = String(isOpen);
    mark(undefined);
  };
  const fill = (html) => {
    const kept = marked()?.dataset.value;
    list.innerHTML = html;
    options().forEach((option, place) => (option.id = `${list.id}-${place}`));
    open(true);
    mark(options().find((option) => option.dataset.value === kept));
    announce(`${options().length} found`);
  };
  open(false);
  return { list, options, mark, open, fill, marked };
}

/** Names of patients travel in the body, not in the address. */
function ask(input, address, signal) {
  if (!('typeaheadPost' in input.dataset)) return fetch(address, { signal });
  const body = new URLSearchParams({ csrf: input.form.elements.csrf.value, text: input.value });
  return fetch(address.pathname, { method: 'POST', body, signal });
}

/** Offers what fits while somebody types. What is taken opens a page, becomes a button of a form, or goes along with this form. */
function offerWhileTyping(input, nr) {
  const { typeahead, typeaheadGo, typeaheadAnswers, typeaheadName } = input.dataset;
  const { list, options, mark, open, fill, marked } = listBelow(input, nr);
  const chosen = document.createElement('input');
  Object.assign(chosen, { type: 'hidden', name: typeaheadName, disabled: true });
  list.after(chosen);
  // What was picked before, as the page without script has it.
  const [known] = input.closest('.typeahead').querySelectorAll('[data-typeahead-known]');
  if (known) Object.assign(chosen, { value: known.value, disabled: false });
  for (const one of input.closest('.typeahead').querySelectorAll('[data-typeahead-known]')) one.remove();
  let asked = new AbortController();
  const close = () => {
    asked.abort();
    open(false);
  };
  const take = ({ dataset: { value, text }, innerHTML }) => {
    close();
    if (typeaheadGo) return location.assign(typeaheadGo + value);
    input.value = text;
    Object.assign(chosen, { value, disabled: false });
    if (!typeaheadAnswers) return;
    const button = Object.assign(document.createElement('button'), { name: typeaheadName, value, innerHTML });
    const form = document.getElementById(typeaheadAnswers);
    form.querySelectorAll('button, p').forEach((old) => old.remove());
    form.append(button);
    button.focus();
  };
  input.addEventListener('input', async () => {
    asked.abort();
    const { signal } = (asked = new AbortController());
    chosen.disabled = true;
    if (input.value.trim().length < 2) return close();
    const address = new URL(typeahead, location.href);
    address.searchParams.set('text', input.value);
    // Superseded by the next letter, or the hub is away: the form itself still works.
    const answer = await ask(input, address, signal).catch(() => undefined);
    if (answer?.redirected) return location.assign('/sign-in');
    const html = await answer?.text().catch(() => undefined);
    if (answer?.ok && html !== undefined && !signal.aborted) fill(html);
  });
  input.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const ring = [null, ...options()];
    if (step) mark(ring.at((ring.indexOf(marked()) + step) % ring.length));
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && marked()) take(marked());
    else return;
    event.preventDefault();
  });
  // The click comes after the field has lost the focus, which closes the list.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener(
    'click',
    ({ target }) => target.closest('[data-value]') && take(target.closest('[data-value]')),
  );
  input.addEventListener('blur', close);
}

/** A second click while the first is under way sends nothing twice. */
document.addEventListener('submit', (event) => {
  const { target: form } = event;
  if (event.defaultPrevented || form.method !== 'post') return;
  if ('sent' in form.dataset) return event.preventDefault();
  form.dataset.sent = '';
  setTimeout(() => delete form.dataset.sent, LATER_MS);
});

/** What is filled in is kept at the hub with every field that is left: it survives the end of a session. */
function keepDraft(form) {
  let isSaved = false;
  const keep = () => {
    const body = new URLSearchParams(new FormData(form));
    if (isSaved || !form.elements.csrf) return;
    fetch(form.dataset.draft, { method: 'POST', body, keepalive: true }).catch(() => undefined);
  };
  form.addEventListener('change', keep);
  form.addEventListener('submit', () => (isSaved = true));
}

document.querySelectorAll('[data-typeahead]').forEach(offerWhileTyping);
document.querySelectorAll('form[data-draft]').forEach(keepDraft);
document.getElementById('fresh')?.addEventListener('click', () => location.reload());
// Menus close when somebody goes on elsewhere.
document.addEventListener('click', ({ target }) => {
  for (const menu of document.querySelectorAll('.me[open]')) menu.open = menu.contains(target);
});
// Where tabs do not all fit side by side, the one somebody is on is seen.
if (matchMedia('(max-width: 1100px)').matches)
  document.querySelector('.tabs-main [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
const path = document.body.dataset.live;
if (path) listen(path);
setInterval(tell, 30000);
