import { KubeObject } from '../objects';

/** Does the child carry an owner reference with this uid, as controller or not? @public */
export function isOwnedBy(child: KubeObject, uid: string): boolean {
  return (child.metadata.ownerReferences ?? []).some(ref => ref.uid === uid);
}
