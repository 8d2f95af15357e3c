/** What a form sent, files left out. */
export type Form = Readonly<Record<string, string>>;

/** Only pages of ours: a form must not send anybody elsewhere. */
export function backOf(form: Form): string {
  const back = form['back'] ?? '';
  return /^\/(reviews|referrals|deliveries|alerts)(\/[0-9a-f-]{36})?$/.test(back) ? back : '/reviews';
}

export function textsOf(form: Readonly<Record<string, unknown>>): Form {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
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
