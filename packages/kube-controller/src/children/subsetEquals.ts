import { parseQuantity } from './parseQuantity';

type Json = { [field: string]: unknown };

// The fields that identify a list item in the built-in types, the most specific first.
const LIST_KEYS: ReadonlyArray<readonly string[]> = [
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['devicePath'],
  ['uid'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['ip'],
  ['key', 'operator'],
  ['type'],
  ['name'],
];
// The server's defaults for omitted fields of a key.
const KEY_DEFAULTS: Json = { protocol: 'TCP' };

const QUANTITY_MAPS = ['limits', 'requests', 'capacity', 'hard', 'overhead'];
const QUANTITY_FIELDS = ['sizeLimit', 'divisor', 'storage'];

/**
 * Whether the live object contains everything that is wanted. Fields that the server or others added are ignored.
 *
 * - Lists of objects with a key (`name`, `containerPort`, `mountPath`, …) are compared item by item in any order, and
 *   further live items are ignored; other lists must be equal.
 * - Quantities are compared by value: `0.5` equals `500m`.
 * - A wanted `undefined` is ignored; a wanted null, empty, zero or false value matches an absent field, since the
 *   server omits such fields.
 *
 * @public
 */
export function subsetEquals(wanted: unknown, live: unknown): boolean {
  return matches(wanted, live, false);
}

function matches(wanted: unknown, live: unknown, quantity: boolean): boolean {
  if (wanted === undefined) {
    return true;
  }
  if (live === undefined || live === null) {
    return isEmpty(wanted);
  }
  if (Array.isArray(wanted)) {
    return Array.isArray(live) && listMatches(wanted, live);
  }
  if (isObject(wanted)) {
    return isObject(live) && objectMatches(wanted, live, quantity);
  }
  if (quantity) {
    const amount = parseQuantity(wanted);
    return amount === undefined
      ? wanted === live
      : amount === parseQuantity(live);
  }
  return wanted === live;
}

function objectMatches(wanted: Json, live: Json, quantity: boolean): boolean {
  return Object.entries(wanted).every(([field, value]) =>
    matches(
      value,
      live[field],
      quantity ||
        QUANTITY_MAPS.includes(field) ||
        QUANTITY_FIELDS.includes(field),
    ),
  );
}

function listMatches(wanted: unknown[], live: unknown[]): boolean {
  if (wanted.length === 0) {
    return live.length === 0;
  }
  const keyOf = keyFunction(wanted);
  if (!keyOf) {
    return (
      wanted.length === live.length &&
      wanted.every((item, index) => matches(item, live[index], false))
    );
  }
  const liveByKey = new Map(live.filter(isObject).map(i => [keyOf(i), i]));
  return wanted
    .filter(isObject)
    .every(item => matches(item, liveByKey.get(keyOf(item)), false));
}

/** The key function of this list's items; undefined where they have no unique key. */
function keyFunction(items: unknown[]): ((item: Json) => string) | undefined {
  if (!items.every(isObject)) {
    return undefined;
  }
  for (const [first, ...rest] of LIST_KEYS) {
    const keyOf = (item: Json) =>
      JSON.stringify([
        item[first],
        ...rest.map(field => item[field] ?? KEY_DEFAULTS[field]),
      ]);
    const unique = new Set(items.map(keyOf)).size === items.length;
    if (items.every(item => item[first] !== undefined) && unique) {
      return keyOf;
    }
  }
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  if (isObject(value)) {
    return Object.values(value).every(isEmpty);
  }
  return !value;
}
