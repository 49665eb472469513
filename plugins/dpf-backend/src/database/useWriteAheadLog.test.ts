import knexFactory, { Knex } from 'knex';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { useWriteAheadLog } from './useWriteAheadLog';

describe('useWriteAheadLog', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wal-'));
  const filename = path.join(directory, 'dpf.sqlite');
  const opened: Knex[] = [];

  function open(options: { readonly?: boolean } = {}): Knex {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename, options },
      useNullAsDefault: true,
    });
    opened.push(knex);
    return knex;
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(knex => knex.destroy()));
  });
  afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

  it('lets a commit return before the disk has it', async () => {
    const knex = open();
    await knex.schema.createTable('rows', table => table.integer('n'));
    expect(await knex.raw('pragma synchronous')).toEqual([{ synchronous: 2 }]);
    await useWriteAheadLog(knex);
    expect(await knex.raw('pragma journal_mode')).toEqual([
      { journal_mode: 'wal' },
    ]);
    expect(await knex.raw('pragma synchronous')).toEqual([{ synchronous: 1 }]);
    await knex('rows').insert({ n: 1 });
  });

  it('leaves a file alone that may only be read', async () => {
    const knex = open({ readonly: true });
    await useWriteAheadLog(knex);
    expect(await knex('rows')).toEqual([{ n: 1 }]);
  });
});
