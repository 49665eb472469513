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
  const { cluster, user } = selectContext(document, rules.context, list);
  for (const entry of [cluster, user]) {
    if (entry?.value) {
      entry.check(list);
    }
  }
  const reported = checkEncoding(
    { cluster: cluster?.value, user: user?.value },
    list,
  );
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
