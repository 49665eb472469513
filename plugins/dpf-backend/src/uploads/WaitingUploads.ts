import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  isConflict,
  isNotFound,
} from '@dpf-portal/kube-controller';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { TooManyRequestsError } from '../requests/requestErrors';
import { SECRET_MARKS, Secret, uploaderLabel } from './Secret';
import { secretError } from './uploadErrors';

/** For each kind: unclaimed uploads, and uploads of unfinished requests. */
const MOST = 10;

function isClaimed({ metadata }: Secret): boolean {
  return metadata.annotations?.[DPF_ANNOTATIONS.requestId] !== undefined;
}

/** Sorts by the server's time, which has seconds, and within a second by the time of the replica. */
function ageOf({ metadata }: Secret): string {
  const { creationTimestamp, annotations, name } = metadata;
  return [creationTimestamp, annotations?.[SECRET_MARKS.expires], name].join();
}

/**
 * Limits what one user may store in the upload namespace. It is counted on the management cluster, so that the limit
 * holds for all replicas together.
 */
export class WaitingUploads {
  readonly #connection: ManagementClusterConnection;
  readonly #namespace: string;
  readonly #userEntityRef: string;

  constructor(options: {
    connection: ManagementClusterConnection;
    namespace: string;
    userEntityRef: string;
  }) {
    this.#connection = options.connection;
    this.#namespace = options.namespace;
    this.#userEntityRef = options.userEntityRef;
  }

  /** Throws a TooManyRequestsError while too many uploads belong to requests of this user that have not finished. */
  async assertRoom(): Promise<void> {
    const claimed = (await this.#list()).filter(isClaimed);
    if (claimed.length >= MOST) {
      throw new TooManyRequestsError(
        `${claimed.length} of your uploads belong to requests that have not finished. Start those requests again so that they finish; otherwise the uploads are removed after a day.`,
      );
    }
  }

  /**
   * Removes the oldest unclaimed uploads beyond the limit. Every request sorts them alike and spares none, so requests of
   * the same moment remove the same ones, and no more than there are too many.
   */
  async trim(): Promise<void> {
    const waiting = (await this.#list())
      .filter(upload => !isClaimed(upload))
      .sort((a, b) => ageOf(a).localeCompare(ageOf(b)));
    for (const upload of waiting.slice(0, Math.max(0, waiting.length - MOST))) {
      await this.#remove(upload);
    }
  }

  async #list(): Promise<Secret[]> {
    try {
      return await this.#connection.client.listAll<Secret>(
        CORE_RESOURCES.secrets,
        {
          namespace: this.#namespace,
          labelSelector: `${SECRET_MARKS.uploadedBy}=${uploaderLabel(
            this.#userEntityRef,
          )}`,
          metadataOnly: true,
        },
      );
    } catch (error) {
      throw secretError(error, this.#connection.name, this.#namespace);
    }
  }

  async #remove({ metadata }: Secret): Promise<void> {
    const { namespace, name, uid, resourceVersion } = metadata;
    try {
      await this.#connection.client.delete(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { uid, resourceVersion },
      );
    } catch (error) {
      // A request has claimed it, or another replica has deleted it.
      if (!isNotFound(error) && !isConflict(error)) {
        throw secretError(error, this.#connection.name, this.#namespace);
      }
    }
  }
}
