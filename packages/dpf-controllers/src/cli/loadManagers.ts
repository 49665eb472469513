import { createRequire } from 'node:module';
import path from 'node:path';
import { clusterTypeProblem } from '@dpf-portal/dpf-model';
import { messageOf } from '@dpf-portal/kube-controller';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { CliUsageError } from './parseCliArguments';

/** What a module of `--manager` exports. @public */
export interface ClusterManagerModule {
  createClusterManagers(): ClusterManager[];
}

function isClusterManagerModule(
  loaded: unknown,
): loaded is ClusterManagerModule {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'createClusterManagers' in loaded &&
    typeof loaded.createClusterManagers === 'function'
  );
}

/**
 * Creates the cluster managers of the named modules: packages or files, resolved from the working directory.
 *
 * @throws CliUsageError when one cannot be loaded, makes no managers, or a type is not a vendor's or there twice.
 */
export function loadManagers(modules: readonly string[]): ClusterManager[] {
  const load = createRequire(path.join(process.cwd(), 'any.js'));
  const managers = new Map<string, ClusterManager>();
  for (const name of modules) {
    let loaded: unknown;
    try {
      loaded = load(name);
    } catch (error) {
      throw new CliUsageError(
        `--manager ${name} cannot be loaded: ${messageOf(error)}`,
      );
    }
    if (!isClusterManagerModule(loaded)) {
      throw new CliUsageError(
        `--manager ${name} exports no function createClusterManagers.`,
      );
    }
    for (const manager of loaded.createClusterManagers()) {
      const { type } = manager;
      if (!type.includes('/') || clusterTypeProblem(type)) {
        throw new CliUsageError(
          `--manager ${name} is for the type ${type}; only types of the form vendor/name can be added.`,
        );
      }
      if (managers.has(type)) {
        throw new CliUsageError(
          `--manager ${name} is for the type ${type}, which another one handles already.`,
        );
      }
      managers.set(type, manager);
    }
  }
  return [...managers.values()];
}
