export { dpfApiRef, useDpfApi } from './useDpfApi';
