import { pino, type Logger } from 'pino';

export type Log = Logger;

/**
 * Log lines are a constant sentence plus ids. Only these members pass: whatever else a caller hands over is dropped, so that no
 * name or body reaches a log by mistake.
 */
const allowed = new Set([
  'code',
  'channel',
  'kind',
  'peer',
  'id',
  'count',
  'port',
  'address',
  'seconds',
  'name',
  'state',
]);

export function openLog(level: string): Log {
  return pino({
    level,
    base: null,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => allowed.has(key))),
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
