import { Knex } from 'knex';

/**
 * Makes commits of a SQLite file cheap. SQLite otherwise waits for the disk twice at each commit, and it waits in the
 * thread that answers the requests of every plugin: while 70 clusters were created, that was most of what the process
 * did. With a write-ahead log it waits at checkpoints only. A process that is killed loses nothing; a power cut may lose
 * the last moments of history.
 */
export async function useWriteAheadLog(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'better-sqlite3') {
    return;
  }
  try {
    await knex.raw('pragma journal_mode = wal');
    await knex.raw('pragma synchronous = normal');
  } catch {
    // A file that may only be read stays as it is.
  }
}
