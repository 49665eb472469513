export * from './migrateDatabase';
