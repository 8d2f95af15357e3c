/** Resolves when the condition holds. Looks often; gives up by the test's own time-out. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Whether the condition comes to hold within a while in which it would, were anybody still at work. */
export async function soon(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let look = 0; look < 40; look += 1) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return false;
}
