import { useAddressQuery } from '../../address/address';
import { lastFriday } from '../Time/formatTime';

const HOUR_MS = 3_600_000;

/** The times for which a history is shown. */
export const SPANS = [
  { id: '24h', label: 'Last 24 h' },
  { id: 'friday', label: 'Since Friday' },
  { id: '7d', label: '7 days' },
  { id: 'all', label: 'All' },
] as const;

export type Span = (typeof SPANS)[number]['id'];

/** A time so many hours ago, RFC 3339. */
export function hoursAgo(hours: number, now = new Date()): string {
  return new Date(now.getTime() - hours * HOUR_MS).toISOString();
}

/** Where a span begins, RFC 3339; `undefined` for all. */
export function startOfSpan(span: Span, now = new Date()): string | undefined {
  switch (span) {
    case '24h':
      return hoursAgo(24, now);
    case 'friday':
      return lastFriday(now).toISOString();
    case '7d':
      return hoursAgo(7 * 24, now);
    default:
      return undefined;
  }
}

/** The chosen span. Kept in the address, so that a view can be shared. */
export function useSpan(): [Span, (span: Span) => void] {
  const [search, setSearch] = useAddressQuery();
  const named = SPANS.find(({ id }) => id === search.get('since'))?.id;
  const choose = (span: Span) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        after.set('since', span);
        return after;
      },
      { replace: true },
    );
  return [named ?? '7d', choose];
}
