export * from './claimFlavour';
export * from './PortBook';
export * from './StateDirectory';
export * from './StateLock';
