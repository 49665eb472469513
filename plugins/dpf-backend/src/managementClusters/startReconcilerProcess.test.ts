import { nodeOptionsOfReconcilers } from './startReconcilerProcess';

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
