// The fax desk works as a plain form without this. With it: keys, boxes and fields that know each other, a lock that stays alive.
const KEEP_MS = 60_000;
const NUDGE = 0.01;
const byId = (id) => document.getElementById(id);
const say = (text) => (byId('news').textContent = text);
const desk = byId('desk');
const upload = byId('upload');
if (desk) review();
if (upload) takeFiles();

function review() {
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
  let draw = null;
  let isLeaving = false;
  let zoom = 1;

  // What a person still has to look at.
  const open = () => [...form.querySelectorAll('.asked:not(.checked, .typed)')];
  const inputOf = (block) =>
    block.querySelector('input[type=radio]:checked') ??
    block.querySelector('input:not([type=hidden]), select, textarea');
  const boxOf = (key) => desk.querySelector(`[data-box="${key}"]`);
  const pages = () => [...sheets.querySelectorAll('[data-page]')];
  const middle = () => sheets.getBoundingClientRect().top + sheets.clientHeight / 2;
  const pageNow = () => pages().find((page) => page.getBoundingClientRect().bottom > middle()) ?? pages().at(-1);

  function count() {
    const left = open().length;
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
  function focus(block) {
    block.scrollIntoView({ block: 'center' });
    inputOf(block).focus({ preventScroll: true });
  }
  function submit() {
    form.requestSubmit(accept);
  }
  /** This one is right: on to the next that is in doubt, round to those before it; after the last one the document is done. */
  function goOn(block) {
    if (block?.matches('.asked')) mark(block, 'checked', '✓', 'Checked');
    const left = open();
    const next = left.find((one) => !block || block.compareDocumentPosition(one) & 4) ?? left[0];
    if (next) focus(next);
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
    if (box && block) focus(block);
    else if (other && block) put(block, other.dataset.value);
    else if (thumb) goPage(pages().indexOf(byId(`page-${thumb.dataset.thumb}`)) - pages().indexOf(pageNow()));
    else if (size) enlarge(Number(size.dataset.zoom));
    else if (target.closest('#draw')) toggleDraw();
    else return;
    event.preventDefault();
  });
  function enlarge(step) {
    zoom = step === 0 ? 1 : Math.max(0.5, Math.min(3, zoom + step / 4));
    sheets.style.setProperty('--zoom', zoom);
    if (zoom > 1)
      for (const image of sheets.querySelectorAll('img')) image.src = image.src.replace('width=900', 'width=1800');
  }

  /** Drawing a box to be read again: with the pointer, or with arrows (Shift: its size) and Enter. */
  async function toggleDraw() {
    if (draw) return endDraw();
    if (!isMine) return;
    const block = current?.matches('.df') ? current : (form.querySelector('.df.asked') ?? form.querySelector('.df'));
    const near = boxOf(block.dataset.field)?.closest('svg') ?? pageNow().querySelector('svg');
    if (!near) return say('This page has no picture.');
    const { width, height } = near.viewBox.baseVal;
    const known = boxOf(block.dataset.field)?.querySelector('rect').getBBox();
    draw = { block, box: known ?? { x: width * 0.3, y: height * 0.45, width: width * 0.3, height: height * 0.03 } };
    place(near);
    desk.classList.add('drawing');
    byId('draw').ariaPressed = 'true';
    sheets.focus({ preventScroll: true });
    say('Drag over the part to be read, or move the box with the arrows, Shift for its size, and press Enter.');
    const { page } = near.closest('[data-page]').dataset;
    const words = await fetch(`${path}/pages/${page}.json`).then((answer) => (answer.ok ? answer.json() : []));
    if (draw) draw.words = words;
  }
  function place(svg) {
    draw.rect ??= document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    draw.rect.setAttribute('class', 'drawn');
    const { width, height } = svg.viewBox.baseVal;
    const box = draw.box;
    box.x = Math.max(0, Math.min(width - box.width, box.x));
    box.y = Math.max(0, Math.min(height - box.height, box.y));
    for (const name of ['x', 'y', 'width', 'height']) draw.rect.setAttribute(name, box[name]);
    svg.append(draw.rect);
    draw.svg = svg;
  }
  function endDraw() {
    draw?.rect?.remove();
    draw = null;
    desk.classList.remove('drawing');
    byId('draw').ariaPressed = 'false';
  }
  function pointIn(svg, { clientX, clientY }) {
    const [area, view] = [svg.getBoundingClientRect(), svg.viewBox.baseVal];
    return [((clientX - area.left) * view.width) / area.width, ((clientY - area.top) * view.height) / area.height];
  }
  sheets.addEventListener('pointerdown', (event) => {
    const svg = draw && event.target.closest('.paper')?.querySelector('svg');
    if (!svg) return;
    event.preventDefault();
    const [x, y] = pointIn(svg, event);
    draw.from = [x, y];
    draw.box = { x, y, width: 1, height: 1 };
    place(svg);
  });
  sheets.addEventListener('pointermove', (event) => {
    if (!draw?.from) return;
    const [[ax, ay], [bx, by]] = [draw.from, pointIn(draw.svg, event)];
    draw.box = { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) };
    place(draw.svg);
  });
  addEventListener('pointerup', () => {
    if (!draw?.from) return;
    const { x, y, width, height } = draw.box;
    // A click means the word below it.
    const word = draw.words?.find(({ box: b }) => x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height);
    if (width < 5 && height < 5 && word) draw.box = word.box;
    else if (width < 5 || height < 5) return void (draw.from = null);
    void readBox();
  });
  async function readBox() {
    const { block, box, svg } = draw;
    endDraw();
    say('Reading…');
    const [field] = block.dataset.field.split(':');
    const { page } = svg.closest('[data-page]').dataset;
    const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((one) => Math.max(0, Math.round(one)));
    const answer = await send('read-box', { page, field, x, y, width, height }).catch(() => undefined);
    const reading = await answer?.json().catch(() => undefined);
    if (!reading) return say('It could not be read just now. Type it, or try again.');
    if (reading.shown) put(block, reading.shown);
    say(reading.problem ?? (reading.shown ? `Reads: ${reading.shown}` : 'Nothing can be read there.'));
    if (!reading.shown) inputOf(block).focus();
  }
  function drawKey({ key, shiftKey }) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [];
    const step = draw.svg.viewBox.baseVal.width * NUDGE;
    if (key === 'Escape') return endDraw() ?? true;
    if (key === 'Enter') return void readBox() ?? true;
    if (dx === undefined) return false;
    const { box } = draw;
    if (shiftKey) box.width = Math.max(step, box.width + dx * step);
    if (shiftKey) box.height = Math.max(step, box.height + (dy * step) / 2);
    if (!shiftKey) box.x += dx * step;
    if (!shiftKey) box.y += (dy * step) / 2;
    place(draw.svg);
    show(draw.rect);
    return true;
  }

  const letters = {
    b: () => toggleDraw(),
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
    if (draw && drawKey({ key, shiftKey })) return true;
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
  if (isMine) setTimeout(keep, 2_000);
  if (isMine) setInterval(keep, KEEP_MS);
  const until = byId('locked')?.dataset.until;
  if (until)
    setTimeout(() => {
      byId('take-over').textContent = 'Take it over';
      say('It can be taken over now.');
    }, Math.max(0, Date.parse(until) - Date.now()));

  // The next document opens at once: its picture is here before it is asked for, and after this one's.
  if (ahead)
    addEventListener('load', () =>
      document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', as: 'image', href: ahead })),
    );

  // An act that showed the page again: reloading it must not repeat the act.
  if (location.pathname !== path) history.replaceState(null, '', path);
  if (!isMine) return;
  const [first] = open();
  // On a phone a focus opens the keyboard over half of the page.
  if (matchMedia('(max-width: 760px)').matches) return;
  if (first) focus(first);
  else accept.focus();
}

/** Several files, one after the other; each says what became of it. */
function takeFiles() {
  const [input, list, drop] = [upload.elements.file, byId('sent'), byId('drop')];
  input.multiple = true;
  const { csrf } = upload.elements;
  async function sendOne(file) {
    const line = Object.assign(document.createElement('li'), { textContent: `${file.name}: on its way…` });
    list.append(line);
    const body = new FormData();
    body.append('csrf', csrf.value);
    body.append('file', file);
    const request = { method: 'POST', body, headers: { accept: 'application/json' } };
    const answer = await fetch(upload.action, request).catch(() => undefined);
    const told = await answer?.json().catch(() => undefined);
    const problem = told?.problem ?? 'it did not arrive. Try again.';
    line.textContent = `${file.name}: ${answer?.ok ? 'is being read' : problem}`;
    line.classList.toggle('error', !answer?.ok);
    return answer?.ok;
  }
  async function sendAll(files) {
    list.replaceChildren();
    let isAll = files.length > 0;
    for (const file of files) isAll = (await sendOne(file)) && isAll;
    if (isAll) location.assign('/documents?show=reading&told=document_uploaded');
  }
  upload.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendAll([...input.files]);
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', (event) => !event.relatedTarget && drop.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    void sendAll([...event.dataTransfer.files]);
  });
}
