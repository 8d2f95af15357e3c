import { Chips } from './parts.tsx';

/** What waits for somebody: two lists that belong together. */
export function WorkTabs({ current }: { readonly current: 'late' | 'missing' }) {
  return (
    <Chips
      label="What waits"
      choices={[
        { href: '/late', label: 'Late or soon due', isCurrent: current === 'late' },
        { href: '/missing', label: 'Who sent this patient?', isCurrent: current === 'missing' },
      ]}
    />
  );
}
