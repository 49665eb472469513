export { Time } from './Time';
export { formatAge, formatTime } from './formatTime';
