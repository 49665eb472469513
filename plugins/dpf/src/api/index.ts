export { dpfApiRef } from './dpfApiRef';
export { useDpfApi } from './useDpfApi';
