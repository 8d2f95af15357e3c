/** What a form sent, files left out. */
export type Form = Readonly<Record<string, string>>;

/** Only pages of ours: a form must not send anybody elsewhere. */
export function backOf(form: Form): string {
  const back = form['back'] ?? '';
  return pathOfOurs.test(back) ? back : '/reviews';
}

const pathOfOurs =
  /^\/(?:check-in\/requests\/next|notes-to-send(\?[\w=&%+.-]{1,400})?|(reviews|referrals|deliveries|alerts|late|missing|patients|check-in)(\/[0-9a-f-]{36}(\/next)?)?(\?[a-z_=&]{1,80})?)$/;

/** Where a form came from, with what became of it. */
export function backTo(form: Form, told: string): string {
  const back = backOf(form);
  return `${back}${back.includes('?') ? '&' : '?'}told=${told}`;
}

export function textsOf(form: Readonly<Record<string, unknown>>): Form {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The kind of question a form's list is narrowed to, by where the form goes back to. */
export function kindOfBack(form: Form): string | undefined {
  const [, kind] = /^\/reviews[^?]*\?kind=([a-z_]{1,40})$/.exec(form['back'] ?? '') ?? [];
  return kind;
}

/** An address as `EndpointFields` sends it. */
export function endpointOf(form: Form) {
  const confirm = form['confirm'] ?? '';
  return {
    destination: form['destination'] ?? '',
    address: (form['address'] ?? '').trim(),
    settings: confirm === '' ? {} : { confirm },
  };
}
