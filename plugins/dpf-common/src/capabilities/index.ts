export * from './DpfCapabilities';
