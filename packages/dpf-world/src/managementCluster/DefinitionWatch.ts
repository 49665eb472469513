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

// Not to be allowed costs no more than a look every half a minute; it is nothing to keep asking about.
const FORBIDDEN_RETRY_MS = 10 * 60_000;

/**
 * Hears when a definition (CRD) of what is watched here is installed, changed or removed. Each is watched by its name,
 * so that the right to do so can be given for these alone, and as bare metadata: a definition is long.
 */
export class DefinitionWatch {
  readonly #informers: Informer<KubeObject>[];

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: () => void;
    /** The spec of this one was changed, and with it, most likely, the schema. */
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

  /** No change escapes: every one of them is watched, and the server is there. */
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
