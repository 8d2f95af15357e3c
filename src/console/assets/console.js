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

/** Looks once when the stream begins (something may have changed since the page was made) and after every change. */
function listen(path) {
  const stream = new EventSource(path);
  stream.addEventListener('begin', () => void look());
  stream.addEventListener('changed', () => void look());
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) void look();
  });
}

function tell() {
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const minutes = Math.round((Date.now() - Date.parse(time.dateTime)) / 60000);
    const text =
      minutes < 60
        ? `${minutes} min`
        : minutes < 2880
          ? `${Math.floor(minutes / 60)} h`
          : `${Math.floor(minutes / 1440)} d`;
    time.textContent = minutes < 1 ? 'just now' : `${text} ago`;
  }
}

/** j and k move between rows, only while a row has the focus. */
document.addEventListener('keydown', (event) => {
  const row = event.target instanceof Element && event.target.closest('[data-list] [data-id]');
  if (
    !row ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.target.matches('input, select, textarea')
  )
    return;
  const next =
    event.key === 'j' ? row.nextElementSibling : event.key === 'k' ? row.previousElementSibling : null;
  const link = next && next.querySelector('a');
  if (!link) return;
  event.preventDefault();
  link.focus();
});

document.getElementById('fresh')?.addEventListener('click', () => location.reload());
const path = document.body.dataset.live;
if (path) listen(path);
setInterval(tell, 30000);
