export { DpfPage } from './DpfPage';
