export * from './DpfClient';
export * from './fieldProblemsOf';
