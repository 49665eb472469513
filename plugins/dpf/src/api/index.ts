export { dpfApiRef } from './dpfApiRef';
