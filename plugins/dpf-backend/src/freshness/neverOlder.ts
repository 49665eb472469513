import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { StorePosition } from '@dpf-portal/dpf-world';
import { SEEN_HEADER } from '@dpf-portal/backstage-plugin-dpf-common';
import { RequestHandler, Response } from 'express';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { SeenPositions, newestOf, readSeen, writeSeen } from './SeenPositions';

/** The management clusters of which the current request knows newer data than this process has. */
const behindNow = new AsyncLocalStorage<ReadonlySet<string>>();

/** Whether the current request's reader has seen newer data of a management cluster, from another process. */
export function isBehind({ settings }: HostedManagementCluster): boolean {
  return behindNow.getStore()?.has(settings.name) ?? false;
}

/**
 * Several replicas of the portal watch the same management clusters, one a little earlier than the other. So that a page
 * shows nothing older than before, each answer says how far its data is, and the next request, which any replica may get,
 * repeats it. A replica that is not so far waits for its watch, or lists, for two seconds at most; if it is still not, the
 * sources of its answer are `behind`. What other replicas stored in the database is read again.
 */
export function neverOlder(options: {
  managementClusters: Pick<ManagementClusters, 'list'>;
  acknowledgements: Pick<Acknowledgements, 'refresh'>;
}): RequestHandler {
  const { managementClusters, acknowledgements } = options;
  const replica = randomBytes(6).toString('base64url');
  const read = async (seen: SeenPositions): Promise<Set<string>> => {
    const behind = new Set<string>();
    await Promise.all([
      ...managementClusters.list().map(async ({ connection, settings }) => {
        const position = seen.positions.get(settings.name);
        if (position && !(await connection.positions.reach(position))) {
          behind.add(settings.name);
        }
      }),
      [...seen.replicas].some(other => other !== replica)
        ? acknowledgements.refresh({ again: true })
        : undefined,
    ]);
    return behind;
  };
  return (req, res, next) => {
    const seen = readSeen(req.get(SEEN_HEADER) ?? '');
    read(seen)
      .then(behind => {
        beforeHead(res, () => {
          const positions = new Map(
            managementClusters
              .list()
              .map(({ connection, settings: { name } }) => {
                const own: StorePosition = connection.positions.current();
                return [
                  name,
                  behind.has(name)
                    ? newestOf(own, seen.positions.get(name))
                    : own,
                ];
              }),
          );
          res.setHeader(SEEN_HEADER, writeSeen(replica, positions));
          // Browsers hide other headers from a front end of another origin.
          res.append('Access-Control-Expose-Headers', SEEN_HEADER);
        });
        behindNow.run(behind, next);
      })
      .catch(next);
  };
}

/** Runs just before the head is sent: by then the answer has been read, so the position is not older than it. */
function beforeHead(res: Response, set: () => void): void {
  const writeHead = res.writeHead;
  res.writeHead = function withPosition(
    this: Response,
    ...args: Parameters<Response['writeHead']>
  ) {
    res.writeHead = writeHead;
    set();
    return writeHead.apply(this, args);
  } as Response['writeHead'];
}
