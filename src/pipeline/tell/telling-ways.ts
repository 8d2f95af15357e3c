import type { Hub } from '../hub.ts';

/** A way that can tell people, and what its addresses are. */
export type TellingWay = { readonly name: string; readonly addresses: string };

/** Beside the account's own e-mail, which a place has not. */
export function tellingWays(hub: Pick<Hub, 'destinations'>, isPlace: boolean): readonly TellingWay[] {
  const mail = isPlace ? [{ name: 'email', addresses: 'e-mail address' }] : [];
  const others = [...hub.destinations].flatMap(([name, { adapter }]) =>
    adapter.tells === undefined ? [] : [{ name, addresses: adapter.tells }],
  );
  return [...mail, ...others];
}

/** An address of a way that tells people, as its destination writes it, or why it is none. */
export function readTellingAddress(
  hub: Pick<Hub, 'destinations'>,
  { name, addresses }: TellingWay,
  address: string,
): { readonly address: string } | { readonly problem: string } {
  const checked = hub.destinations.get(name)?.adapter.endpoint.safeParse({ address, settings: {} });
  if (checked?.success) return { address: checked.data.address };
  const why = checked?.error.issues[0]?.message ?? 'there is no such way';
  return { problem: `is no ${addresses} that can be used: ${why}` };
}
