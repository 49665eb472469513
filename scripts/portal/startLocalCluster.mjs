import { join } from 'node:path';
import { repositoryRoot } from '../directories.mjs';

function parseMessage(line) {
  if (!line.startsWith('{')) {
    return {};
  }
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

/**
 * Starts the local management cluster.
 *
 * @returns `prepared` resolves with its kubeconfigs and addresses, before the
 * cluster answers; `ready` resolves when it does
 */
export function startLocalCluster({
  supervisor,
  env,
  stateDir,
  fresh,
  progress,
}) {
  const announcements = {};
  const announcement = name =>
    new Promise(resolve => {
      announcements[name] = resolve;
    });
  const prepared = announcement('prepared');
  const ready = announcement('ready');
  supervisor.start({
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
    env,
    logFile: join(stateDir, 'logs', 'cluster.log'),
    graceMs: 20_000,
    onStdoutLine: line => {
      const { state, ...addresses } = parseMessage(line);
      announcements[state]?.(addresses);
    },
    // Replaces the time of these lines by the time since the start of this script.
    onStderrLine: line =>
      progress.line(`local cluster: ${line.replace(/^\s*[\d.]+ s\s+/, '')}`),
  });
  return { prepared, ready };
}
