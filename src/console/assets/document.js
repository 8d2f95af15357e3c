// The fax desk works as a plain form without this. With it: keys, boxes and fields that know each other, a lock that stays alive.
const KEEP_MS = 60_000;
const SAID_MS = 8_000;
const byId = (id) => document.getElementById(id);
const desk = byId('desk');

const { document: id, token, locked, ahead } = desk.dataset;
const [form, sheets, accept] = [byId('desk-form'), byId('sheets'), byId('accept')];
const path = `/documents/${id}`;
const isMine = locked === 'mine';
const send = (act, fields = {}) =>
  fetch(`${path}/${act}`, {
    method: 'POST',
    headers: { 'x-refresh': '1' },
    body: new URLSearchParams({ csrf: token, ...fields }),
  });
let current = null;
let draw;
let isLeaving = false;
let zoom = 1;
let said;

// What a person still has to look at.
const asked = () => [...form.querySelectorAll('.asked:not(.checked, .typed)')];
const inputOf = (block) =>
  block.querySelector('input[type=radio]:checked') ??
  block.querySelector('input:not([type=hidden]), select, textarea');
const boxOf = (key) => desk.querySelector(`[data-box="${key}"]`);
const pages = () => [...sheets.querySelectorAll('[data-page]')];
const middle = () => sheets.getBoundingClientRect().top + sheets.clientHeight / 2;
const pageNow = () =>
  pages().find((page) => page.getBoundingClientRect().bottom > middle()) ?? pages().at(-1);

function say(text) {
  byId('news').textContent = text;
  clearTimeout(said);
  said = setTimeout(() => (byId('news').textContent = ''), SAID_MS);
}
function count() {
  const left = asked().length;
  const words = left === 1 ? '1 doubtful field left' : `${left} doubtful fields left`;
  byId('left').textContent = left === 0 ? 'Nothing is in doubt' : words;
}
function mark(block, name, icon, word) {
  block.classList.add(name);
  const state = block.querySelector('.state');
  state.firstElementChild.textContent = icon;
  state.querySelector('.word').textContent = word;
  count();
}
function show(element) {
  const [box, frame] = [element.getBoundingClientRect(), sheets.getBoundingClientRect()];
  if (box.top < frame.top + 40 || box.bottom > frame.bottom - 16)
    sheets.scrollTop += box.top - frame.top - sheets.clientHeight / 2 + box.height / 2;
  if (box.left < frame.left || box.right > frame.right) sheets.scrollLeft += box.left - frame.left - 40;
}
function goTo(block) {
  block.scrollIntoView({ block: 'center' });
  inputOf(block).focus({ preventScroll: true });
}
function submit() {
  form.requestSubmit(accept);
}
/** This one is right: on to the next that is in doubt, round to those before it; after the last one the document is done. */
function goOn(block) {
  if (block?.matches('fieldset') && !block.querySelector('input[type=radio]:checked'))
    return say('Choose one of them first.');
  if (block?.matches('.asked')) mark(block, 'checked', '✓', 'Checked');
  const left = asked();
  const next = left.find((one) => !block || block.compareDocumentPosition(one) & 4) ?? left[0];
  if (next) goTo(next);
  else submit();
}
function put(block, value) {
  const input = inputOf(block);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.focus();
}
function goPage(step) {
  const all = pages();
  const page = all[Math.max(0, Math.min(all.length - 1, all.indexOf(pageNow()) + step))];
  sheets.scrollTop += page.getBoundingClientRect().top - sheets.getBoundingClientRect().top - 36;
  say(`Page ${page.dataset.page}`);
}
function press(selector, otherwise) {
  const button = desk.querySelector(selector);
  if (button) button.click();
  else say(otherwise);
}

form.addEventListener('focusin', ({ target }) => {
  current = target.closest('[data-field]') ?? current;
  for (const box of desk.querySelectorAll('.boxes .on')) box.classList.remove('on');
  const box = boxOf(current?.dataset.field);
  box?.classList.add('on');
  if (box) show(box);
});
form.addEventListener('input', ({ target }) => {
  const block = target.closest('[data-field]');
  if (target.matches('[data-typeahead]')) byId('partner-other').checked = true;
  if (!block || target.type === 'radio' || block.matches('fieldset')) return;
  const isSame = target.value === block.querySelector('[name^="w:"]').value;
  if (isSame) block.classList.remove('typed');
  mark(block, isSame ? 'checked' : 'typed', isSame ? '✓' : '✎', isSame ? 'Checked' : 'Changed');
});
desk.addEventListener('click', (event) => {
  const { target } = event;
  const [box, thumb, other, size] = ['[data-box]', '[data-thumb]', '[data-value]', '[data-zoom]'].map((one) =>
    target.closest(one),
  );
  const block = desk.querySelector(`[data-field="${box?.dataset.box ?? other?.dataset.for}"]`);
  if (box && block) goTo(block);
  else if (other && block) put(block, other.dataset.value);
  else if (thumb) goPage(pages().indexOf(byId(`page-${thumb.dataset.thumb}`)) - pages().indexOf(pageNow()));
  else if (size) enlarge(Number(size.dataset.zoom));
  else if (target.closest('#draw')) void toggleDraw();
  else return;
  event.preventDefault();
});
function enlarge(step) {
  zoom = step === 0 ? 1 : Math.max(0.5, Math.min(3, zoom + step / 4));
  sheets.style.setProperty('--zoom', zoom);
  if (zoom > 1)
    for (const image of sheets.querySelectorAll('img'))
      image.src = image.src.replace('width=900', 'width=1800');
}

/** Loaded when it is first used. */
async function toggleDraw() {
  if (!isMine) return;
  draw ??= (await import(desk.dataset.draw)).drawer({
    path,
    send,
    say,
    show,
    put,
    inputOf,
    boxOf,
    pageNow,
  });
  void draw.toggle(current?.matches('.df') ? current : form.querySelector('.df.asked, .df'));
}

const letters = {
  b: () => void toggleDraw(),
  s: () => press(`[data-split="${pageNow().dataset.page}"]`, 'There is nothing before this page.'),
  r: () => press(`#${pageNow().id} [data-turn]`, 'This document cannot be changed.'),
  x: () => press(`#${pageNow().id} [data-drop]`, 'This document cannot be changed.'),
  n: () => goPage(1),
  p: () => goPage(-1),
  '?': () => (byId('keys').open = !byId('keys').open),
};
/** True: the key was for the desk. */
function isForDesk({ key, code, target, altKey, ctrlKey, metaKey, shiftKey, repeat }) {
  const block = target.closest('[data-field]');
  const isText = target.matches('input:not([type=radio], [type=checkbox]), textarea, select');
  if (draw?.key({ key, shiftKey })) return true;
  if (key === 'Escape') return leaveField(target);
  if (!isMine && !/^[np?]$/.test(key)) return false;
  if (key === 'Enter') {
    if (repeat) return true;
    if (ctrlKey || metaKey) submit();
    else if (target === document.body || target === sheets) goOn(null);
    else if (block && !target.matches('button') && !shiftKey) goOn(block);
    else return false;
    return true;
  }
  if (ctrlKey || metaKey || (isText && !altKey)) return false;
  const digit = altKey && /^(?:Digit|Numpad)([1-3])$/.exec(code)?.[1];
  if (digit) return choose(block ?? current, digit - 1);
  const letter = letters[altKey && code.startsWith('Key') ? code.slice(3).toLowerCase() : key.toLowerCase()];
  if (letter && !repeat) letter();
  return Boolean(letter);
}
function choose(block, place_) {
  const choice = block?.querySelectorAll('.others button, label.cand input')[place_];
  choice?.click();
  if (choice?.type === 'radio') choice.focus();
  return Boolean(choice);
}
function leaveField(target) {
  const act = target.closest('details[open]');
  if (act) act.open = false;
  (act?.querySelector('summary') ?? sheets).focus({ preventScroll: true });
  return true;
}
addEventListener('keydown', (event) => {
  if (!event.defaultPrevented && !event.isComposing && isForDesk(event)) event.preventDefault();
});
// One sheet at a time, and the keys go into it.
desk.addEventListener(
  'toggle',
  ({ target }) => {
    if (!target.matches('details.act[open]')) return;
    for (const other of desk.querySelectorAll('details.act[open]')) other.open = other === target;
    target.querySelector('form :is(select, input:not([type=hidden]))')?.focus();
  },
  true,
);

const dirty = () => form.querySelector('.typed');
addEventListener('submit', () => (isLeaving = true));
addEventListener('beforeunload', (event) => !isLeaving && dirty() && event.preventDefault());
addEventListener('pagehide', () => {
  if (isMine && !isLeaving) navigator.sendBeacon(`${path}/leave`, new URLSearchParams({ csrf: token }));
});
async function keep() {
  const answer = await send('keep').catch(() => undefined);
  if (answer?.redirected) return location.assign('/sign-in');
  const told = answer?.ok ? await answer.json() : undefined;
  if (!told || told.isMine) return;
  byId('lost').hidden = false;
  byId('lost').textContent =
    'Somebody else has taken this document over. What you typed stays here, but cannot be saved while they have it.';
}
if (isMine) setTimeout(() => void keep(), 2_000);
if (isMine) setInterval(() => void keep(), KEEP_MS);
const until = byId('locked')?.dataset.until;
if (until)
  setTimeout(
    () => {
      byId('take-over').textContent = 'Take it over';
      say('It can be taken over now.');
    },
    Math.max(0, Date.parse(until) - Date.now()),
  );

// The next document opens at once: its picture is here before it is asked for, and after this one's.
if (ahead)
  addEventListener('load', () =>
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'prefetch', as: 'image', href: ahead }),
    ),
  );

// An act that showed the page again: reloading it must not repeat the act.
if (location.pathname !== path) history.replaceState(null, '', path);
// On a phone a focus opens the keyboard over half of the page. The first paint does not wait for it.
if (isMine && !matchMedia('(max-width: 760px)').matches)
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (form.contains(document.activeElement)) return;
      const [first] = asked();
      if (first) goTo(first);
      else accept.focus();
    }),
  );
