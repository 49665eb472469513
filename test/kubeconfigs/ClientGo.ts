import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describeRequiring } from '../describeUnless';

const PROGRAM = './readkubeconfig';
const MODULE = path.resolve(__dirname, '../../packages/local-cluster/binaries');
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** The result of client-go for a kubeconfig. Bytes are base64. */
export interface ClientGoReading {
  /** Entries by name, with the fields that are set. */
  config?: {
    clusters: Record<string, Record<string, unknown>>;
    users: Record<string, Record<string, unknown>>;
    contexts: Record<string, Record<string, unknown>>;
    'current-context': string;
  };
  loadError?: string;
  /** The client configuration. `other` lists further methods to authenticate, verify or connect. */
  client?: {
    server: string;
    authority: string;
    certificate: string;
    key: string;
    token: string;
    /** The error of Go's TLS for certificate and key. Empty: none. */
    keyPair: string;
    other: string[];
  };
  clientError?: string;
}

/** Reads kubeconfigs with `clientcmd` of client-go. Go builds the program on the first use and caches it. */
export function readWithClientGo(
  kubeconfigs: ReadonlyArray<string | Buffer>,
): ClientGoReading[] {
  const lines = kubeconfigs.map(one => Buffer.from(one).toString('base64'));
  const output = execFileSync('go', ['run', PROGRAM], {
    cwd: MODULE,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return output
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** `describe` for tests that need Go. */
export function describeWithGo(name: string, tests: () => void): void {
  const isThere = spawnSync('go', ['version']).status === 0;
  describeRequiring(
    isThere ? undefined : 'Go is not on the PATH (https://go.dev/dl)',
    name,
    tests,
  );
}
