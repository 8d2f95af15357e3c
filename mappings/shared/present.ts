/** Drops undefined members: absence is a missing key, also under `exactOptionalPropertyTypes`. */
export function present<T extends Record<string, unknown>>(
  value: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) kept[key] = value[key];
  return kept as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
