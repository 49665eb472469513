import { useAddressQuery } from '../../address/address';

const PARAMETER = 'retired';

/** Names a cluster of the history. */
export interface RetiredChoice {
  managementCluster: string;
  uid: string;
}

/** The retired cluster whose history is open. Kept in the address, so that it can be linked to. */
export function useRetiredChoice(): {
  chosen: RetiredChoice | undefined;
  choose(cluster: RetiredChoice | undefined): void;
} {
  const [search, setSearch] = useAddressQuery();
  const [managementCluster, uid, ...rest] =
    search.get(PARAMETER)?.split('/') ?? [];
  return {
    chosen:
      managementCluster && uid && !rest.length
        ? { managementCluster, uid }
        : undefined,
    choose: cluster =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          if (cluster) {
            after.set(PARAMETER, `${cluster.managementCluster}/${cluster.uid}`);
          } else {
            after.delete(PARAMETER);
          }
          return after;
        },
        { replace: true },
      ),
  };
}
