const PLAIN_NAME = /^[\w-]+$/;
/** Deeper parts are reported as one path. */
const DEEPEST = 20;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of an entry of a list, as `type=Ready` or `port=443,protocol=TCP`. */
function describeKeys(json: string): string {
  try {
    const keys: unknown = JSON.parse(json);
    return isRecord(keys)
      ? Object.entries(keys)
          .map(([name, value]) => `${name}=${value}`)
          .join(',')
      : json;
  } catch {
    return json;
  }
}

/** A value of a list, as the API server writes it in JSON. */
function describeValue(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}

/** One step of a path: `f:` is a field, `k:` an entry of a list by its keys, `v:` one by its value, `i:` by its index. */
function extend(path: string, step: string): string {
  const [kind, text] = [step.slice(0, 2), step.slice(2)];
  switch (kind) {
    case 'f:':
      if (!PLAIN_NAME.test(text)) {
        return `${path}[${text}]`;
      }
      return path ? `${path}.${text}` : text;
    case 'k:':
      return `${path}[${describeKeys(text)}]`;
    case 'v:':
      return `${path}[${describeValue(text)}]`;
    default:
      return `${path}[${text}]`;
  }
}

/**
 * The fields in a `fieldsV1` of `metadata.managedFields` as people write paths, sorted: `spec.kubeconfig`,
 * `metadata.annotations[dpf-portal.io/owner]`, `status.conditions[type=Ready].status`.
 */
export function fieldPaths(fieldsV1: unknown): string[] {
  const paths: string[] = [];
  const visit = (node: unknown, path: string, depth: number) => {
    const steps = isRecord(node)
      ? Object.entries(node).filter(([step]) => step !== '.')
      : [];
    if (steps.length === 0 || depth >= DEEPEST) {
      if (path) {
        paths.push(path);
      }
      return;
    }
    for (const [step, child] of steps) {
      visit(child, extend(path, step), depth + 1);
    }
  };
  visit(fieldsV1, '', 0);
  return paths.sort();
}
