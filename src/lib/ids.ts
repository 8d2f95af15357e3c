import { v7 } from 'uuid';

/** A new time-ordered id (UUID version 7, RFC 9562 section 5.7). The only place ids are made. */
export function newId(): string {
  return v7();
}
