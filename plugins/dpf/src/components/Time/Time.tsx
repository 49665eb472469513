import { formatAge, formatExactTime, formatTime } from './formatTime';

/** A point in time: short text, exact time on hover. */
export function Time(props: { at: string; as?: 'time' | 'age' }) {
  const { at, as = 'time' } = props;
  return (
    <time dateTime={at} title={formatExactTime(at)}>
      {as === 'age' ? formatAge(at) : formatTime(at)}
    </time>
  );
}
