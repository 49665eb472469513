export * from './Logger';
export * from './boundedText';
export * from './messageOf';
