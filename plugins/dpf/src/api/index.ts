export { dpfApiRef } from './dpfApiRef';
export { messageOf } from './forReader';
export { useDpfApi } from './useDpfApi';
