import { EditRules, groupOf } from '@dpf-portal/dpf-model';
import { mayDo } from '@dpf-portal/dpf-world';
import { Clock } from '@dpf-portal/kube-controller';
import { LocatedCluster } from '../reads/locate';

type Rights = NonNullable<EditRules['portalMay']>;

/** A right is granted or withdrawn rarely, and a page asks every half a minute. */
const VALID_MS = 5 * 60_000;

/**
 * What the portal's own identity may write in a namespace. The API server is asked in the background, so that no answer
 * waits for it: until it has answered, and where it does not answer, the rights are unknown.
 */
export class PortalRights {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #known = new Map<string, { askedAt: number; rights: Rights }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The rights where this cluster is, as far as they are known. */
  of({ hosted, cluster }: LocatedCluster): Rights {
    const { namespace = '' } = cluster.metadata;
    const group = groupOf(cluster);
    const key = `${hosted.settings.name}/${group}/${namespace}`;
    const now = this.#clock.now();
    const known = this.#known.get(key);
    if (known && now - known.askedAt < VALID_MS) {
      return known.rights;
    }
    const entry = { askedAt: now, rights: known?.rights ?? {} };
    this.#known.set(key, entry);
    const { client } = hosted.connection;
    const ask = async (what: string) =>
      mayDo(client, what, { verb: 'patch', namespace }).catch(() => undefined);
    void Promise.all([ask(`dpuclusters.${group}`), ask('secrets')]).then(
      ([patchClusters, patchSecrets]) => {
        entry.rights = { patchClusters, patchSecrets };
      },
    );
    return entry.rights;
  }
}
