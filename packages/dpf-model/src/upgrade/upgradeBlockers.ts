/** An object that DPF names in its check before an upgrade. @public */
export interface BlockingObject {
  /** As `DPU`, `Deployment` or `DPUDeployment`. */
  kind: string;
  namespace?: string;
  name: string;
}

/** One thing that DPF's check before an upgrade has found. @public */
export interface UpgradeBlocker {
  /** The check that found it, as DPF names it, such as `DPU State`. */
  check?: string;
  /** DPF's own text about it. */
  text: string;
  /** What it is about, where the text names one object. */
  object?: BlockingObject;
  /** The DPU cluster that the text names. */
  cluster?: { namespace: string; name: string };
  /** Of a kubelet that does not fit to its API server. */
  skew?: { kubelet: string; server: string; kubeletIs: 'newer' | 'older' };
}

const INTRODUCTION = /^Validation must pass for DPF upgrade to continue:\s*/;
/** A check that names what it found on its own line. */
const INLINE = /^([\w ]{3,60} [Vv]alidation): (\S.*)$/;
const KIND_HEADING = /\bKind=(\w+):$/;
const HEADING = /^([^:]{1,120}):$/;

const NAME = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?';
const DPU_NOT_READY = new RegExp(
  `\\bDPU (?:(${NAME})/)?(${NAME}) is not ready`,
);
const SKEW = new RegExp(
  `\\bcluster (${NAME})/(${NAME}): DPU (?:(${NAME})/)?(${NAME}): kubelet version \\((\\S+)\\) is (.{1,80}?) kube-apiserver version \\((\\S+)\\)`,
);
const SCHEMA_ERROR = new RegExp(
  `^(?:(${NAME})/)?(${NAME}) has schema validation errors`,
);
const OBJECT = new RegExp(`\\b([A-Z]\\w+) (${NAME})/(${NAME})(?=[ :,]|$)`);

/**
 * The lines of the message without their bullets. Where somebody else has put it on one line, each bullet begins a new
 * one.
 */
function linesOf(message: string): string[] {
  const lines = message.includes('\n')
    ? message.split(/\r?\n/)
    : message.replace(INTRODUCTION, '').split(/(?:^|\s)\*\s/);
  return lines
    .map(line => line.replace(/^\s*[*-]\s+/, '').trim())
    .filter(line => line && !INTRODUCTION.test(line));
}

function read(
  text: string,
  kind: string | undefined,
): Omit<UpgradeBlocker, 'check' | 'text'> {
  const skew = SKEW.exec(text);
  if (skew) {
    const [, namespace, name, ofDpu, dpu, kubelet, relation, server] = skew;
    return {
      object: { kind: 'DPU', ...(ofDpu && { namespace: ofDpu }), name: dpu },
      cluster: { namespace, name },
      skew: {
        kubelet,
        server,
        kubeletIs: /newer|ahead/.test(relation) ? 'newer' : 'older',
      },
    };
  }
  const dpu = DPU_NOT_READY.exec(text);
  if (dpu) {
    const [, namespace, name] = dpu;
    return { object: { kind: 'DPU', ...(namespace && { namespace }), name } };
  }
  const wrong = kind && SCHEMA_ERROR.exec(text);
  if (wrong) {
    const [, namespace, name] = wrong;
    return { object: { kind, ...(namespace && { namespace }), name } };
  }
  const object = OBJECT.exec(text);
  if (object) {
    const [, named, namespace, name] = object;
    return { object: { kind: named, namespace, name } };
  }
  return {};
}

/**
 * Reads the message of DPF's check before an upgrade. Each line that is no heading is one blocker; a line of another form
 * keeps its text and names no object.
 *
 * @public
 */
export function upgradeBlockersIn(message: string): UpgradeBlocker[] {
  let check: string | undefined;
  let kind: string | undefined;
  return linesOf(message).flatMap(line => {
    const [, ofKind] = KIND_HEADING.exec(line) ?? [];
    if (ofKind) {
      kind = ofKind;
      return [];
    }
    const [, heading] = HEADING.exec(line) ?? [];
    if (heading) {
      [check, kind] = [heading, undefined];
      return [];
    }
    const [, inline, found] = INLINE.exec(line) ?? [];
    if (inline) {
      return [{ check: inline, text: found, ...read(found, undefined) }];
    }
    return [{ ...(check && { check }), text: line, ...read(line, kind) }];
  });
}
