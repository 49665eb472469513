export * from './Logger';
export * from './messageOf';
