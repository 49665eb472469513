/**
 * A controller runtime for Kubernetes. Knows Kubernetes, not DPF.
 *
 * @packageDocumentation
 */
export * from './objects';
export * from './clock';
export * from './logger';
export * from './metrics';
export * from './rest';
export * from './gate';
export * from './client';
export * from './discovery';
export * from './store';
export * from './reflector';
export * from './queue';
export * from './controller';
export * from './lease';
export * from './conditions';
export * from './children';
export * from './events';
