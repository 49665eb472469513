import { AuditEvent, readAuditLog } from '../portal/readAuditLog';

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const NOT_WORK = ['leases', 'subjectaccessreviews', 'selfsubjectaccessreviews'];

/** Where the API server writes what a policy with the action Audit rejects. */
const VIOLATIONS = 'validation.policy.admission.k8s.io/validation_failure';

interface Violation {
  policy: string;
  message: string;
}

/** Reads the requests of users from a local cluster's audit log. */
export class AuditLog {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Successful and failed writes of a user, except Leases and access reviews. */
  async writesOf(username: string): Promise<AuditEvent[]> {
    const events = await readAuditLog(this.#file);
    return events.filter(
      ({ user, verb, objectRef }) =>
        user.username === username &&
        WRITES.includes(verb) &&
        !NOT_WORK.includes(objectRef?.resource ?? ''),
    );
  }

  /** The writes of a Lease by a user after the last creation of this Deployment was answered. */
  async leaseWritesSinceInstalled(
    username: string,
    lease: string,
    deployment: string,
  ): Promise<AuditEvent[]> {
    const events = await readAuditLog(this.#file);
    const installed = events.findLast(
      ({ verb, objectRef }) =>
        verb === 'create' &&
        objectRef?.resource === 'deployments' &&
        objectRef.name === deployment,
    );
    if (!installed) {
      throw new Error(`The audit log has no creation of ${deployment}`);
    }
    return events.filter(
      ({ user, verb, objectRef, stageTimestamp }) =>
        user.username === username &&
        WRITES.includes(verb) &&
        objectRef?.resource === 'leases' &&
        objectRef.name === lease &&
        stageTimestamp > installed.stageTimestamp,
    );
  }

  /** When the last write of one object by a user was answered, in milliseconds since the epoch. */
  async lastAnswer(wanted: {
    username: string;
    resource: string;
    name: string;
  }): Promise<number> {
    const writes = await this.writesOf(wanted.username);
    const last = writes.findLast(
      ({ objectRef }) =>
        objectRef?.resource === wanted.resource &&
        objectRef.name === wanted.name,
    );
    if (!last) {
      throw new Error(
        `The audit log has no write of ${wanted.resource} ${wanted.name} by ${wanted.username}`,
      );
    }
    return Date.parse(last.stageTimestamp);
  }

  /** What a policy that is bound with Audit recorded of a DPUCluster: `POLICY: message`, in the order of the requests. */
  async violationsOf(name: string): Promise<string[]> {
    const events = await readAuditLog(this.#file);
    return events
      .filter(({ objectRef }) => objectRef?.name === name)
      .flatMap(({ annotations }): Violation[] =>
        JSON.parse(annotations?.[VIOLATIONS] ?? '[]'),
      )
      .map(({ policy, message }) => `${policy}: ${message}`);
  }

  /** The response to the creation of a DPUCluster. */
  async creationOf(namespace: string, name: string): Promise<AuditEvent> {
    const events = await readAuditLog(this.#file);
    const creation = events.find(
      ({ verb, objectRef }) =>
        verb === 'create' &&
        objectRef?.resource === 'dpuclusters' &&
        objectRef.namespace === namespace &&
        objectRef.name === name,
    );
    if (!creation) {
      throw new Error(`The audit log has no creation of ${namespace}/${name}`);
    }
    return creation;
  }
}

/** Time between the responses of two requests. */
export function millisecondsBetween(from: AuditEvent, to: AuditEvent): number {
  return Date.parse(to.stageTimestamp) - Date.parse(from.stageTimestamp);
}
