/** Now, as an ISO 8601 instant in UTC with milliseconds. The only place the wall clock is read; domain code takes time as an argument. */
export function now(): string {
  return new Date().toISOString();
}

/** Today in a time zone, as `YYYY-MM-DD`. */
export function today(zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(now()));
}
