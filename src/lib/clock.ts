/** Now, as an ISO 8601 instant in UTC with milliseconds. The only place the wall clock is read; domain code takes time as an argument. */
export function now(): string {
  return new Date().toISOString();
}
