/** Drops undefined members: absence is a missing key, also under `exactOptionalPropertyTypes`. */
export function defined<T extends Record<string, unknown>>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) said[key] = value[key];
  return said as { [K in keyof T]?: Exclude<T[K], undefined> };
}
