export { LegacyDpfPage } from './LegacyDpfPage';
