import { InputError } from '@backstage/errors';
import {
  DpuClusterPhase,
  LONGEST_NAME,
  boundedText,
} from '@dpf-portal/dpf-model';
import { ClusterAssessment } from './ClusterAssessments';
import { phaseOf } from './filterClusters';
import { LocatedCluster, ownerOf } from './locate';

/** The position of a cluster in an ordered list. */
interface Position {
  key: string;
  /** Orders equal keys, so that the order is total and pages neither skip nor repeat a cluster. */
  ref: string;
}

/** Clusters that need action come first. */
const PHASES: readonly DpuClusterPhase[] = [
  'Failed',
  'NotReady',
  'Pending',
  'Creating',
  'Ready',
];

type Key = (
  found: LocatedCluster,
  assessment: () => ClusterAssessment,
) => string;

/** So that v1.9 comes before v1.10. */
function sortableVersion(version = ''): string {
  return version.replace(/\d{1,9}/g, digits => digits.padStart(9, '0'));
}

const KEYS: Record<string, Key> = {
  name: ({ cluster }) => cluster.metadata.name,
  phase: found => String(PHASES.indexOf(phaseOf(found))),
  createdAt: ({ cluster }) => cluster.metadata.creationTimestamp ?? '',
  owner: found => ownerOf(found) ?? '',
  type: ({ cluster }) => cluster.spec.type,
  managementCluster: ({ hosted }) => hosted.settings.name,
  version: (_, assessment) => sortableVersion(assessment().version),
  lastChange: (_, assessment) => assessment().lastChangeAt,
  worst: (_, assessment) => assessment().attention.rank,
};

/** The fields that `orderBy` allows. */
const ORDER_FIELDS = Object.keys(KEYS);

/** The order of a list; `-` before the field reverses it. */
export class ClusterOrder {
  readonly #key: Key;
  readonly #descending: boolean;

  static parse(orderBy = 'name'): ClusterOrder {
    const descending = orderBy.startsWith('-');
    const key = KEYS[descending ? orderBy.slice(1) : orderBy];
    if (!key) {
      throw new InputError(
        `orderBy is one of ${ORDER_FIELDS.join(
          ', ',
        )}, with - before it for descending.`,
      );
    }
    return new ClusterOrder(key, descending);
  }

  private constructor(key: Key, descending: boolean) {
    this.#key = key;
    this.#descending = descending;
  }

  positionOf(
    found: LocatedCluster,
    assessment: () => ClusterAssessment,
  ): Position {
    // The cursor contains it, and an owner may be an annotation of 256 KiB.
    const key = boundedText(this.#key(found, assessment), LONGEST_NAME);
    return { key, ref: found.refText };
  }

  compare(a: Position, b: Position): number {
    if (a.key !== b.key) {
      return a.key < b.key === this.#descending ? 1 : -1;
    }
    if (a.ref === b.ref) {
      return 0;
    }
    return a.ref < b.ref ? -1 : 1;
  }
}

/** An opaque text for the position after which the next page starts. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.key, position.ref])).toString(
    'base64url',
  );
}

/** Reads what `encodeCursor` made. */
export function decodeCursor(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [key, ref] = parsed.map(String);
      return { key, ref };
    }
  } catch {
    // Said below.
  }
  throw new InputError('The cursor is not one that this API gave.');
}
