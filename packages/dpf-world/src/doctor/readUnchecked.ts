import {
  MissingRight,
  Unchecked,
  uncheckedWithout,
} from '@dpf-portal/dpf-model';
import { KAMAJI_GROUP, OPERATOR_GROUP, READ_RESOURCES } from '../dpfResources';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { Question, denied, questionsOf } from './checkRights';
import { readingDemands } from './demands';

const SECRETS_FILE = 'portal-credentials.yaml';

/** Whether there is anything to read on this management cluster. */
function isServed(
  { what }: Question,
  connection: ManagementClusterConnection,
): boolean {
  const { kamaji, dpuGroups } = connection.capabilities() ?? {};
  const [resource] = what.split(' ');
  if (resource.endsWith(`.${KAMAJI_GROUP}`)) {
    return kamaji ?? false;
  }
  if (resource.endsWith(`.${OPERATOR_GROUP}`)) {
    return connection.stores.operatorConfigs !== undefined;
  }
  return (
    Boolean(dpuGroups?.length) ||
    READ_RESOURCES.every(([group, plural]) => resource !== `${plural}.${group}`)
  );
}

/** The rights that an answer was no to, those of one resource in one namespace together. */
function missingOf(refused: readonly Question[]): MissingRight[] {
  const missing = new Map<string, MissingRight & { verbs: string[] }>();
  for (const { demand, what, verb } of refused) {
    const { namespace, file } = demand;
    const key = `${what}/${namespace}`;
    const known = missing.get(key) ?? {
      resource: what,
      verbs: [],
      namespace,
      file,
    };
    known.verbs.push(verb);
    missing.set(key, known);
  }
  return [...missing.values()];
}

/**
 * Asks the API server which rights to read the portal lacks, and says what is not checked therefore. It asks by access
 * reviews only.
 *
 * @throws the client's errors.
 * @public
 */
export async function readUnchecked(
  connection: ManagementClusterConnection,
  options: {
    /** The watched namespaces. Default: all. */
    namespaces?: readonly string[];
    signal?: AbortSignal;
  } = {},
): Promise<Unchecked[]> {
  const capabilities = connection.capabilities();
  if (!capabilities) {
    return [];
  }
  const { namespaces, signal } = options;
  const questions = readingDemands(connection, capabilities, namespaces)
    .flatMap(questionsOf)
    .filter(question => isServed(question, connection));
  const refused = [...(await denied(questions, signal))];
  const secrets = connection.unreadableSecrets().map(namespace => ({
    resource: 'secrets',
    verbs: ['get', 'list', 'watch'],
    namespace,
    file: SECRETS_FILE,
  }));
  return uncheckedWithout([
    ...missingOf(questions.filter(question => refused.includes(question))),
    ...secrets,
  ]);
}
