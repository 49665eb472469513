export * from './createRouter';
export * from './RouterContext';
