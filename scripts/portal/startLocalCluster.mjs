import { join } from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';

function parseReady(line) {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    const message = JSON.parse(line);
    return message.ready ? message : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts the local management cluster. `ready` resolves with the kubeconfigs
 * and addresses it announces.
 */
export function startLocalCluster({ supervisor, stateDir, fresh, progress }) {
  let announce;
  const ready = new Promise(resolve => {
    announce = resolve;
  });
  const child = supervisor.start({
    name: 'local cluster',
    command: 'node',
    args: [
      join(repositoryRoot, 'packages/local-cluster/bin/local-cluster'),
      'up',
      '--state',
      join(stateDir, 'management-cluster'),
      '--parent-pipe',
      ...(fresh ? ['--fresh'] : []),
    ],
    cwd: repositoryRoot,
    logFile: join(stateDir, 'logs', 'cluster.log'),
    graceMs: 20_000,
    onStdoutLine: line => {
      const message = parseReady(line);
      if (message) {
        announce(message);
      }
    },
    // Its lines carry a time of their own; ours counts from the start of everything.
    onStderrLine: line =>
      progress.line(`local cluster: ${line.replace(/^\s*[\d.]+ s\s+/, '')}`),
  });
  return { child, ready };
}
