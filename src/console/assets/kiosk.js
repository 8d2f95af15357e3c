// A kiosk clears itself: after a minute without a touch, and soon after a form was sent.
const IDLE_MS = 60000;
const DONE_MS = 15000;
const home = document.body.dataset.kiosk;
const isDone = document.querySelector('[data-kiosk-done]') !== null;
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => location.replace(home), isDone ? DONE_MS : IDLE_MS);
}

for (const name of ['pointerdown', 'keydown', 'input', 'scroll'])
  addEventListener(name, wait, { passive: true });
// Back must not show what somebody else typed.
addEventListener('pageshow', (event) => event.persisted && location.replace(home));
wait();
