// A part of a page read again for a field: drawn with the pointer, a word clicked, or moved by arrows (Shift: its size) and Enter.
const NUDGE = 0.01;

const button = document.getElementById('draw');
const desk = document.getElementById('desk');
const sheets = document.getElementById('sheets');
/** What the page's own script lends. */
let tools;
let draw = null;

export function drawer(lent) {
  tools = lent;
  return { toggle, key };
}

async function toggle(block) {
  if (draw) return end();
  const known = tools.boxOf(block.dataset.field);
  const svg = known?.closest('svg') ?? tools.pageNow().querySelector('svg');
  if (!svg) return tools.say('This page has no picture.');
  const { width, height } = svg.viewBox.baseVal;
  const middle = { x: width * 0.3, y: height * 0.45, width: width * 0.3, height: height * 0.03 };
  draw = { block, box: known?.querySelector('rect').getBBox() ?? middle };
  place(svg);
  desk.classList.add('drawing');
  button.ariaPressed = 'true';
  sheets.focus({ preventScroll: true });
  tools.say(
    'Drag over the part to be read, or move the box with the arrows, Shift for its size, and press Enter.',
  );
  const { page } = svg.closest('[data-page]').dataset;
  const answer = await fetch(`${tools.path}/pages/${page}.json`).catch(() => undefined);
  const words = answer?.ok ? await answer.json() : [];
  if (draw) draw.words = words;
}

function place(svg) {
  draw.rect ??= document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  draw.rect.setAttribute('class', 'drawn');
  const { width, height } = svg.viewBox.baseVal;
  const { box } = draw;
  box.x = Math.max(0, Math.min(width - box.width, box.x));
  box.y = Math.max(0, Math.min(height - box.height, box.y));
  for (const name of ['x', 'y', 'width', 'height']) draw.rect.setAttribute(name, box[name]);
  svg.append(draw.rect);
  draw.svg = svg;
}

function end() {
  draw?.rect.remove();
  draw = null;
  desk.classList.remove('drawing');
  button.ariaPressed = 'false';
}

function pointIn(svg, { clientX, clientY }) {
  const [area, view] = [svg.getBoundingClientRect(), svg.viewBox.baseVal];
  return [
    ((clientX - area.left) * view.width) / area.width,
    ((clientY - area.top) * view.height) / area.height,
  ];
}

async function read() {
  const { block, box, svg } = draw;
  end();
  tools.say('Reading…');
  const [field] = block.dataset.field.split(':');
  const { page } = svg.closest('[data-page]').dataset;
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((one) =>
    Math.max(0, Math.round(one)),
  );
  const answer = await tools.send('read-box', { page, field, x, y, width, height }).catch(() => undefined);
  const reading = await answer?.json().catch(() => undefined);
  if (!reading) return tools.say('It could not be read just now. Type it, or try again.');
  if (reading.shown) tools.put(block, reading.shown);
  else tools.inputOf(block).focus();
  tools.say(reading.problem ?? (reading.shown ? `Reads: ${reading.shown}` : 'Nothing can be read there.'));
}

/** True: the key was for the box. */
function key({ key: name, shiftKey }) {
  if (!draw) return false;
  const [dx, dy] =
    { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[name] ?? [];
  if (name === 'Escape') end();
  else if (name === 'Enter') void read();
  else if (dx === undefined) return false;
  else move(dx, dy, shiftKey);
  return true;
}

function move(dx, dy, isSize) {
  const { box, svg, rect } = draw;
  const step = svg.viewBox.baseVal.width * NUDGE;
  if (isSize) box.width = Math.max(step, box.width + dx * step);
  else box.x += dx * step;
  if (isSize) box.height = Math.max(step, box.height + (dy * step) / 2);
  else box.y += (dy * step) / 2;
  place(svg);
  tools.show(rect);
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
  draw.box = {
    x: Math.min(ax, bx),
    y: Math.min(ay, by),
    width: Math.abs(ax - bx),
    height: Math.abs(ay - by),
  };
  place(draw.svg);
});
addEventListener('pointerup', () => {
  if (!draw?.from) return;
  const { x, y, width, height } = draw.box;
  const word = draw.words?.find(
    ({ box: b }) => x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height,
  );
  if (width < 5 && height < 5 && word) draw.box = word.box;
  else if (width < 5 || height < 5) return void (draw.from = null);
  void read();
});
