import { checkCluster } from './checkCluster';
import { ServerAddress } from './checkServer';
import { checkUser } from './checkUser';
import { checkEncoding } from './encodedData';
import { Entry } from './entries';
import {
  KubeconfigRules,
  ProblemList,
  SafeKubeconfig,
} from './KubeconfigInspection';
import { YamlMap } from './readDocument';
import { selectContext } from './selectContext';
import { checkUnusedEntries } from './unusedEntries';

/** What one context leads to, as far as it could be read. */
export interface ContextReading {
  cluster?: Entry;
  user?: Entry;
  address?: ServerAddress;
  caData?: string;
  credentials: Pick<
    SafeKubeconfig,
    'clientCertificateData' | 'clientKeyData' | 'token'
  >;
}

/** Reads the cluster and the user of the context that is meant. Other entries are not looked into. */
export function readContext(
  document: YamlMap,
  rules: KubeconfigRules,
  list: ProblemList,
): ContextReading {
  const selection = selectContext(document, rules.context, list);
  const { cluster, user } = selection;
  for (const entry of [cluster, user]) {
    if (entry?.value) {
      entry.check(list);
    }
  }
  const reported = checkEncoding(
    { cluster: cluster?.value, user: user?.value },
    list,
  );
  // A context that is named is read by the portal alone, and what is stored of it has no other entries.
  if (rules.context === undefined) {
    checkUnusedEntries(document, selection, list);
  }
  return {
    cluster,
    user,
    ...(cluster?.value &&
      checkCluster(cluster.value, cluster.path, { list, reported })),
    credentials: user?.value
      ? checkUser(user.value, user.path, { rules, list, reported })
      : {},
  };
}
