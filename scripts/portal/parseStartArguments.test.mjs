import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UsageError } from '../progress/UserError.mjs';
import { parseStartArguments } from './parseStartArguments.mjs';

describe('parseStartArguments', () => {
  let cwd;
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'start-arguments-'));
    writeFileSync(join(cwd, 'admin.kubeconfig'), '');
  });
  after(() => rmSync(cwd, { recursive: true }));

  it('runs every role on the local cluster', () => {
    const options = parseStartArguments([], { cwd });
    assert.deepEqual(options.roles, ['kamaji', 'static', 'provisioning']);
    assert.equal(options.port, 3000);
    assert.equal(options.backendPort, 7007);
    assert.equal(options.stateDir, join(cwd, '.local'));
  });

  it('runs no role on an existing cluster', () => {
    const options = parseStartArguments(
      ['--kubeconfig', 'admin.kubeconfig', '--guests'],
      { cwd },
    );
    assert.equal(options.guests, true);
    assert.equal(options.kubeconfig, join(cwd, 'admin.kubeconfig'));
    assert.deepEqual(options.roles, []);
  });

  it('runs the requested roles on an existing cluster', () => {
    const { roles } = parseStartArguments(
      [
        ...['--kubeconfig', 'admin.kubeconfig', '--guests'],
        ...['--roles', 'kamaji, static'],
      ],
      { cwd },
    );
    assert.deepEqual(roles, ['kamaji', 'static']);
  });

  it('runs one back end on SQLite unless replicas are asked for', () => {
    const { replicas, postgres } = parseStartArguments([], { cwd });
    assert.deepEqual([replicas, postgres], [undefined, undefined]);
  });

  it('runs several back ends on a Postgres of their own, or on one that exists', () => {
    const own = parseStartArguments(['--replicas', '2'], { cwd });
    assert.deepEqual([own.replicas, own.postgres], [2, undefined]);
    const postgres = 'postgresql://portal:secret@db:5432/portal';
    const given = parseStartArguments(
      ['--replicas', '3', '--postgres', postgres],
      { cwd },
    );
    assert.deepEqual([given.replicas, given.postgres], [3, postgres]);
  });

  it('shows no password of a connection string that it rejects', () => {
    assert.throws(
      () =>
        parseStartArguments(
          ['--replicas', '2', '--postgres', 'mysql://portal:secret@db'],
          { cwd },
        ),
      ({ message, remedy }) => !`${message}${remedy}`.includes('secret'),
    );
  });

  for (const args of [['--help'], ['-h'], ['--help', '--port', 'http']]) {
    it(`recognizes ${args.join(' ')} as a request for help`, () => {
      assert.equal(parseStartArguments(args, { cwd }), undefined);
    });
  }

  it('names --guests as the option for an existing cluster', () => {
    assert.throws(
      () => parseStartArguments(['--kubeconfig', 'admin.kubeconfig'], { cwd }),
      ({ remedy }) =>
        /npm start -- --kubeconfig admin\.kubeconfig --guests/.test(remedy),
    );
  });

  for (const [args, message] of [
    [['--roles', 'kamaji,etcd'], /there is no role etcd/],
    [['--kubeconfig', 'absent'], /absent does not exist/],
    [
      ['--kubeconfig', 'admin.kubeconfig'],
      /[Aa]nyone who can open the portal on this machine could act as guest on the management cluster of admin\.kubeconfig/,
    ],
    [['--replicas', '0'], /--replicas 0 is not a number of back ends/],
    [['--replicas', 'two'], /--replicas two is not a number of back ends/],
    [['--replicas', '1.5'], /--replicas 1\.5 is not a number/],
    [['--replicas', '10'], /--replicas 10 is not a number/],
    [['--replicas', ''], /--replicas {2}is not a number/],
    [
      ['--replicas', '2', '--kubeconfig', 'admin.kubeconfig', '--guests'],
      /--replicas is for the local cluster, not for --kubeconfig/,
    ],
    [['--postgres', 'postgresql://db/portal'], /--postgres is for several/],
    [
      ['--replicas', '2', '--postgres', 'host=db'],
      /--postgres is not a connection string/,
    ],
    [
      ['--replicas', '2', '--backend-port', '65534'],
      /leaves no ports for 2 back ends/,
    ],
    [['--port', 'http'], /--port http is not a port/],
    [['--backend-port', '70000'], /--backend-port 70000 is not a port/],
    [['--fast'], /--fast/],
    [['extra'], /extra/],
  ]) {
    it(`rejects ${args.join(' ')} and says what to do`, () => {
      assert.throws(
        () => parseStartArguments(args, { cwd }),
        error => {
          assert.ok(error instanceof UsageError);
          assert.match(error.message, message);
          assert.ok(error.remedy.length > 0);
          return true;
        },
      );
    });
  }
});
