export * from './BinaryName';
export * from './BinaryResolver';
export * from './versions';
