import { DateTime } from 'luxon';
import { formatAge, formatTime } from './formatTime';

/** A point in time: short to read, exact on hover. */
export function Time(props: { at: string; as?: 'time' | 'age' }) {
  const { at, as = 'time' } = props;
  return (
    <time
      dateTime={at}
      title={DateTime.fromISO(at).toLocaleString(
        DateTime.DATETIME_FULL_WITH_SECONDS,
      )}
    >
      {as === 'age' ? formatAge(at) : formatTime(at)}
    </time>
  );
}
