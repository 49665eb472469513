import { applyRights } from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import { Demand, demandsOf } from './demands';
import { DoctorContext, Outcome, ok, problem, warning } from './DoctorCheck';

/** How many questions about rights are asked at a time. */
const MOST_AT_A_TIME = 8;

/**
 * Whether the client's identity has a right on `resource.group/subresource name`. Asks the server with a
 * SelfSubjectAccessReview, which every identity may create.
 *
 * @public
 */
export async function mayDo(
  client: KubeClient,
  what: string,
  request: { verb: string; namespace?: string },
  options: { signal?: AbortSignal } = {},
): Promise<boolean> {
  const [path, name] = what.split(' ');
  const [qualified, subresource] = path.split('/');
  const [resource, ...groups] = qualified.split('.');
  const object = { group: groups.join('.'), resource, subresource, name };
  const review = await client.raw<{ status?: { allowed?: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { ...request, ...object } },
    },
    options,
  );
  return review.status?.allowed === true;
}

/** One verb of a demand on one resource. */
export interface Question {
  demand: Demand;
  verb: string;
  what: string;
}

export function questionsOf(demand: Demand): Question[] {
  return demand.rights.flatMap(right => {
    const [verbs, what] = right.split(': ');
    return verbs.split(', ').map(verb => ({ demand, verb, what }));
  });
}

/** The questions that were answered with no. */
export async function denied(
  questions: readonly Question[],
  signal?: AbortSignal,
): Promise<Set<Question>> {
  const no = new Set<Question>();
  const waiting = [...questions];
  const ask = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { demand, verb, what } = one;
      const { client, namespace } = demand;
      if (!(await mayDo(client, what, { verb, namespace }, { signal }))) {
        no.add(one);
      }
    }
  };
  await Promise.all(Array.from({ length: MOST_AT_A_TIME }, ask));
  return no;
}

/** `get, list nodes; list events`. */
function describe(missing: readonly Question[]): string {
  const verbs = new Map<string, string[]>();
  for (const { what, verb } of missing) {
    verbs.set(what, [...(verbs.get(what) ?? []), verb]);
  }
  return [...verbs]
    .map(([what, lacking]) => `${lacking.join(', ')} ${what}`)
    .join('; ');
}

function outcomeOf(
  { whose, file, consequence }: Demand,
  missing: readonly Question[],
): Outcome {
  if (!missing.length) {
    return ok(`All rights ${whose} are there`);
  }
  const lacks = `Rights ${whose} are missing: ${describe(missing)}.`;
  return problem(
    consequence ? `${lacks} ${consequence}` : lacks,
    applyRights(file),
  );
}

const READING: readonly string[] = ['get', 'list', 'watch'];

/** Whether a right belongs to its file alone. What portal-observe.yaml grants, too, may be there without it. */
function isOwnRight({ verb, what }: Question): boolean {
  return !READING.includes(verb) || what === 'secrets';
}

/** What is said once for each file whose rights are all missing, because nobody meant to give them. */
function withheld(
  demands: readonly Demand[],
  missingOf: (demand: Demand) => readonly Question[],
): { covered: readonly Demand[]; outcomes: Outcome[] } {
  const optional = demands.filter(({ without }) => without);
  const files = [...new Set(optional.map(({ file }) => file))];
  const bare = files.filter(file =>
    optional
      .filter(demand => demand.file === file)
      .every(
        demand =>
          missingOf(demand).filter(isOwnRight).length ===
          questionsOf(demand).filter(isOwnRight).length,
      ),
  );
  const covered = optional.filter(({ file }) => bare.includes(file));
  const isAll = bare.length === files.length;
  const groups = isAll ? [bare] : bare.map(file => [file]);
  return {
    covered,
    outcomes: groups
      .filter(group => group.length)
      .map(group => {
        const effects = group.map(
          file => covered.find(demand => demand.file === file)?.without,
        );
        const what = isAll
          ? 'The portal may only read here'
          : `The portal has no rights of ${group[0]} here`;
        return warning(
          `${what}: ${effects.join('; ')}.`,
          `If it is to do so: ${applyRights(...group)}`,
        );
      }),
  };
}

/** Checks that the identity has the rights that its roles need, and of a portal those that it needs. */
export async function checkRights(context: DoctorContext): Promise<Outcome[]> {
  const demands = demandsOf(context);
  const questions = demands.flatMap(questionsOf);
  const no = await denied(questions, context.signal);
  const missingOf = (demand: Demand) =>
    questions.filter(one => one.demand === demand && no.has(one));
  const { covered, outcomes } = withheld(demands, missingOf);
  return [
    ...demands
      .filter(demand => !covered.includes(demand))
      .map(demand => outcomeOf(demand, missingOf(demand))),
    ...outcomes,
  ];
}
