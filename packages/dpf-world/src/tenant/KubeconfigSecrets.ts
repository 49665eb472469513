import { secretNameProblem } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeClient,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import {
  KubeconfigSecret,
  Secret,
  readKubeconfigSecret,
} from './KubeconfigSecret';

const LONGEST_SHOWN = 80;

/** A Secret as it was read. */
interface Known {
  secret: KubeconfigSecret;
  /** Changes were reported when it was read, so it is as it was unless one was. */
  followed: boolean;
}

/**
 * Caches kubeconfig Secrets. Each is read by name, and read again only after a change was reported.
 *
 * @public
 */
export class KubeconfigSecrets {
  readonly #client: KubeClient;
  readonly #watched: (namespace: string) => boolean;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<KubeconfigSecret>>();

  constructor(options: {
    client: KubeClient;
    /** Whether changes of Secrets in this namespace are reported. Default: yes. */
    watched?: (namespace: string) => boolean;
  }) {
    this.#client = options.client;
    this.#watched = options.watched ?? (() => true);
  }

  /** The cached Secret; `undefined` when it was never read or has changed since. */
  peek(namespace: string, name: string): KubeconfigSecret | undefined {
    return this.#known.get(`${namespace}/${name}`)?.secret;
  }

  /**
   * Reads the Secret unless it is cached. A Secret that was missing or forbidden is read again, and so is one that was read
   * before its changes were reported.
   *
   * @throws KubeUnreachableError and the like when the server gave no answer; nothing is remembered then.
   */
  async read(namespace: string, name: string): Promise<KubeconfigSecret> {
    const key = `${namespace}/${name}`;
    const followed = this.#watched(namespace);
    const known = this.#known.get(key);
    if (known?.secret.resourceVersion && (known.followed || !followed)) {
      return known.secret;
    }
    let reading = this.#reading.get(key);
    if (!reading) {
      reading = this.#get(namespace, name);
      this.#reading.set(key, reading);
    }
    try {
      const secret = await reading;
      // After an invalidation this read is outdated, so its result is not cached.
      if (this.#reading.get(key) === reading) {
        this.#known.set(key, { secret, followed });
      }
      return secret;
    } finally {
      if (this.#reading.get(key) === reading) {
        this.#reading.delete(key);
      }
    }
  }

  /** As `read`, but does not use the cache if changes of the Secret are not reported. */
  async readFresh(namespace: string, name: string): Promise<KubeconfigSecret> {
    if (!this.#watched(namespace)) {
      this.invalidate(namespace, name);
    }
    return this.read(namespace, name);
  }

  /**
   * To be called when the Secret was added, changed or deleted: drops it from the cache unless the cached one has this
   * version.
   */
  invalidate(namespace: string, name: string, resourceVersion?: string): void {
    const key = `${namespace}/${name}`;
    const known = this.peek(namespace, name)?.resourceVersion;
    if (known && known === resourceVersion) {
      return;
    }
    this.#known.delete(key);
    this.#reading.delete(key);
  }

  /** To be called when changes in the namespace are no longer reported: drops what is cached of it. */
  forgetNamespace(namespace: string): void {
    for (const cache of [this.#known, this.#reading]) {
      for (const key of [...cache.keys()]) {
        if (key.startsWith(`${namespace}/`)) {
          cache.delete(key);
        }
      }
    }
  }

  async #get(namespace: string, name: string): Promise<KubeconfigSecret> {
    if (secretNameProblem(name)) {
      const shown = JSON.stringify(name.slice(0, LONGEST_SHOWN));
      return missing(name, `No Secret can have the name ${shown}.`);
    }
    try {
      return readKubeconfigSecret(
        await this.#client.get<Secret>(CORE_RESOURCES.secrets, {
          namespace,
          name,
        }),
      );
    } catch (error) {
      if (isNotFound(error)) {
        return missing(name, `The Secret ${name} does not exist.`);
      }
      if (isForbidden(error)) {
        return {
          reason: 'SecretNotReadable',
          state: {
            name,
            state: 'unknown',
            problem: `The Secret ${name} may not be read.`,
          },
        };
      }
      throw error;
    }
  }
}

function missing(name: string, problem: string): KubeconfigSecret {
  return {
    reason: 'SecretNotFound',
    state: { name, state: 'missing', problem },
  };
}
