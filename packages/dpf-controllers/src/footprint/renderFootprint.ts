import { boundedText, plainMarkdown } from '@dpf-portal/dpf-model';
import { MANAGEMENT_CLUSTER, OwnedField } from './OwnedObject';
import { Footprint, FootprintObject } from './readFootprint';

/** More fields of one writer in one object are only counted. */
const MOST_FIELDS = 8;
/** More objects of one kind that were applied by hand are only counted. */
const MOST_NAMES = 10;

function nameOf({ kind, namespace, name }: FootprintObject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Array<[string, T[]]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups];
}

function namesOf(paths: readonly string[]): string {
  const more = paths.length - MOST_FIELDS;
  const shown = paths.slice(0, MOST_FIELDS).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function writerOf({ manager, since }: OwnedField): string {
  if (!manager) {
    return 'by its name';
  }
  return since ? `${manager}, last ${since}` : manager;
}

function fieldLines({ fields }: FootprintObject): string[] {
  return grouped(fields, writerOf).map(
    ([writer, owned]) => `${writer}: ${namesOf(owned.map(({ path }) => path))}`,
  );
}

/** One line of the report: how deep it is, and its text. */
type Line = readonly [depth: 0 | 1 | 2, text: string];

function objectLines(footprint: Footprint): Line[] {
  const places = grouped(footprint.objects, ({ place }) => place);
  return [
    ...places.flatMap(([place, objects]): Line[] => [
      [
        0,
        place === MANAGEMENT_CLUSTER
          ? `Management cluster ${footprint.server}`
          : place,
      ],
      ...objects.flatMap((object): Line[] => [
        [1, nameOf(object)],
        ...fieldLines(object).map((line): Line => [2, line]),
      ]),
    ]),
    ...(footprint.events.length
      ? [
          [0, 'Events, which end by themselves'] as const,
          ...footprint.events.map(
            ({ namespace, count }): Line => [1, `${count} in ${namespace}`],
          ),
        ]
      : []),
  ];
}

function byHandLines({ appliedByHand }: Footprint): Line[] {
  if (!appliedByHand.length) {
    return [];
  }
  const kinds = grouped(appliedByHand, ({ kind }) => kind);
  return [
    [0, 'Applied from deploy/ by somebody, not written by this project'],
    ...kinds.map(([kind, objects]): Line => {
      const names = objects.map(({ namespace, name }) =>
        namespace ? `${namespace}/${name}` : name,
      );
      const more = names.length - MOST_NAMES;
      return [
        1,
        `${kind}: ${names.slice(0, MOST_NAMES).join(', ')}${
          more > 0 ? ` and ${more} more` : ''
        }`,
      ];
    }),
  ];
}

function notCheckedLines({ notChecked }: Footprint): Line[] {
  if (!notChecked.length) {
    return [];
  }
  return [
    [0, 'Not checked, so something may be there'],
    ...notChecked.map(
      ({ place, what, reason }): Line => [1, `${place}: ${what}: ${reason}`],
    ),
  ];
}

function linesOf(footprint: Footprint): Line[] {
  const owned = objectLines(footprint);
  const isUnknown = footprint.notChecked.length > 0;
  return [
    ...(owned.length || isUnknown ? owned : [[0, 'none'] as const]),
    ...byHandLines(footprint),
    ...notCheckedLines(footprint),
  ];
}

/**
 * Renders the footprint for a terminal. Names from the clusters cannot control the terminal. Where there is nothing, it
 * is the one word `none`.
 */
export function renderFootprint(footprint: Footprint): string {
  return linesOf(footprint)
    .map(([depth, text]) => `${'  '.repeat(depth)}${boundedText(text)}\n`)
    .join('');
}

/** As {@link renderFootprint}, for a support case. */
export function renderFootprintMarkdown(footprint: Footprint): string {
  return linesOf(footprint)
    .map(([depth, text]) =>
      depth === 0
        ? `\n## ${plainMarkdown(text)}\n\n`
        : `${'  '.repeat(depth - 1)}- ${plainMarkdown(text)}\n`,
    )
    .join('')
    .trimStart();
}
