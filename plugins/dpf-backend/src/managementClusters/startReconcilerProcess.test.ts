import {
  isFromReconcilers,
  nodeOptionsOfReconcilers,
} from './startReconcilerProcess';

describe('nodeOptionsOfReconcilers', () => {
  it.each([
    ['', ''],
    ['--max-old-space-size=4096', '--max-old-space-size=4096'],
    [
      '--use-openssl-ca --no-node-snapshot',
      '--use-openssl-ca --no-node-snapshot',
    ],
    ['--require ./telemetry.js --use-openssl-ca', '--use-openssl-ca'],
    ['-r ./telemetry.js', ''],
    ['--import=./telemetry.mjs --require "./a b.js"', ''],
    [
      '--inspect=127.0.0.1:9229 --max-http-header-size=1',
      '--max-http-header-size=1',
    ],
    ['--inspect-brk', ''],
  ])('makes of %s: %s', (given, kept) => {
    expect(nodeOptionsOfReconcilers(given)).toBe(kept);
  });
});

it('tells messages of the reconcilers from those of Backstage in development', () => {
  expect(isFromReconcilers({ kind: 'roles', roles: [] })).toBe(true);
  expect(
    isFromReconcilers({
      type: '@backstage/cli/channel/request',
      id: 1,
      method: 'DevDataStore.load',
    }),
  ).toBe(false);
});
