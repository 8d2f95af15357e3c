/** What stands at a path of dots; undefined: nothing does. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** `{'name.first': 'A', city: 'B'}` → `{name: {first: 'A'}, city: 'B'}`. */
export function nested(flat: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = made;
    for (const name of names) {
      const below = Object.hasOwn(place, name) ? place[name] : undefined;
      const next = typeof below === 'object' && below !== null ? (below as Record<string, unknown>) : {};
      place[name] = next;
      place = next;
    }
    place[last] = value;
  }
  return made;
}

/** A template with ids in it, safe in a path or a query. */
export function fill(
  template: string,
  ids: { readonly id: string; readonly remoteId?: string | undefined },
): string {
  return template
    .replaceAll('{id}', encodeURIComponent(ids.id))
    .replaceAll('{remoteId}', encodeURIComponent(ids.remoteId ?? ''));
}

/** The same for every text of a body. */
export function fillBody(value: unknown, id: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{id}', id);
  if (Array.isArray(value)) return value.map((one) => fillBody(one, id));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillBody(one, id)]));
}
