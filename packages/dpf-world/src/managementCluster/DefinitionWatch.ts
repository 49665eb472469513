import {
  CORE_RESOURCES,
  Clock,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { DEFINITION_NAMES } from '../dpfResources';
import { trimToName } from './trim';

// A missing right is retried seldom: without the watch, discovery every 30 s finds the same changes.
const FORBIDDEN_RETRY_MS = 10 * 60_000;

/**
 * Reports when a definition (CRD) that matters here is installed, changed or removed. Each is watched by name, so that
 * the right can be granted for these alone, and as metadata only, because a definition is large.
 */
export class DefinitionWatch {
  readonly #informers: Informer<KubeObject>[];

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: () => void;
    /** The spec of this definition changed, so its schema probably changed too. */
    onEdit: (name: string) => void;
  }) {
    const { onChange, onEdit, ...shared } = options;
    this.#informers = DEFINITION_NAMES.map(
      name =>
        new Informer<KubeObject>({
          ...shared,
          resource: CORE_RESOURCES.customResourceDefinitions,
          fieldSelector: `metadata.name=${name}`,
          metadataOnly: true,
          transform: trimToName,
          forbiddenRetryMs: FORBIDDEN_RETRY_MS,
        }),
    );
    for (const informer of this.#informers) {
      informer.addHandler({
        added: onChange,
        updated: ({ metadata }, old) => {
          onChange();
          if (metadata.generation !== old.metadata.generation) {
            onEdit(metadata.name);
          }
        },
        deleted: onChange,
      });
    }
  }

  /** True while every definition is watched and the server is reachable, so that no change is missed. */
  get complete(): boolean {
    return this.#informers.every(
      ({ state }) => state.synced && state.problem === undefined,
    );
  }

  /** Watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#informers.map(informer => informer.run(signal)));
  }
}
