export * from './Informer';
export type { ReflectorState } from './Reflector';
