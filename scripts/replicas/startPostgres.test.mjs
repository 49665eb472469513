import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Supervisor } from '../process/Supervisor.mjs';
import { findPostgres } from './findPostgres.mjs';
import { assertPostgresIsThere, startPostgres } from './startPostgres.mjs';

describe('findPostgres', () => {
  let dir;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'find-postgres-'));
    for (const version of ['9', '15', '16']) {
      const bin = join(dir, version, 'bin');
      mkdirSync(bin, { recursive: true });
      // Only the client programs of the newest one are installed.
      for (const program of version === '16'
        ? ['psql']
        : ['initdb', 'postgres']) {
        writeFileSync(join(bin, program), '');
        chmodSync(join(bin, program), 0o755);
      }
    }
  });
  after(() => rmSync(dir, { recursive: true }));

  it('takes the newest version that has the server', () => {
    assert.equal(
      findPostgres({ path: '', debian: dir, homebrew: [] }),
      join(dir, '15', 'bin'),
    );
  });

  it('looks into PATH', () => {
    const path = [dir, join(dir, '9', 'bin')].join(':');
    assert.equal(
      findPostgres({ path, debian: join(dir, 'none'), homebrew: [] }),
      join(dir, '9', 'bin'),
    );
  });

  it('finds nothing where there is nothing', () => {
    assert.equal(
      findPostgres({ path: dir, debian: dir + '/none', homebrew: [] }),
      undefined,
    );
  });
});

describe('assertPostgresIsThere', () => {
  it('wants none for a single back end, nor beside a connection string', () => {
    assertPostgresIsThere({});
    assertPostgresIsThere({ replicas: 2, postgres: 'postgresql://db' }, () => {
      throw new Error('not asked');
    });
  });

  it('says what to install, and what else works', () => {
    assert.throws(
      () => assertPostgresIsThere({ replicas: 2 }, () => undefined),
      ({ message, remedy }) =>
        /there is no Postgres on this machine/.test(message) &&
        /apt-get install postgresql/.test(remedy) &&
        /--postgres postgresql:/.test(remedy),
    );
  });
});

describe(
  'startPostgres',
  { skip: findPostgres() === undefined && 'no Postgres here' },
  () => {
    it('keeps its data, and lets nobody in without the password', async t => {
      const stateDir = mkdtempSync(join(tmpdir(), 'start-postgres-'));
      t.after(() => rmSync(stateDir, { recursive: true }));
      const psql = (connection, command) =>
        execFileSync(
          join(findPostgres(), 'psql'),
          [connection, '--tuples-only', '--no-password', '-c', command],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
        ).trim();
      const answers = [];
      for (const command of [
        'create table kept as select 7 as n',
        'select n from kept',
      ]) {
        const supervisor = new Supervisor();
        try {
          const connection = await startPostgres({
            supervisor,
            env: process.env,
            stateDir,
            replicas: 1,
          });
          answers.push(psql(connection, command));
          assert.throws(
            () => psql(connection.replace(/:[^:@]+@/, '@'), 'select 1'),
            /no password supplied/,
          );
        } finally {
          await supervisor.stop();
        }
      }
      assert.equal(answers[1], '7');
    });
  },
);
