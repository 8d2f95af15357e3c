// The form takes one file without this. With it: several, one after the other, also dropped; each says what became of it.
const byId = (id) => document.getElementById(id);
const [upload, list, drop] = ['upload', 'sent', 'drop'].map(byId);
const { csrf, file: input } = upload.elements;
input.multiple = true;

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
