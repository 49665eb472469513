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

/** What is said once where all rights to write of several demands are missing, because nobody meant to give them. */
function withoutAny(
  demands: readonly Demand[],
  missingOf: (demand: Demand) => readonly Question[],
): { covered: readonly Demand[]; outcomes: Outcome[] } {
  const optional = demands.filter(({ without }) => without);
  const isWrite = ({ verb }: Question) => !READING.includes(verb);
  const isBare = optional.every(
    demand =>
      missingOf(demand).filter(isWrite).length ===
      questionsOf(demand).filter(isWrite).length,
  );
  if (!optional.length || !isBare) {
    return { covered: [], outcomes: [] };
  }
  const [{ without, file }] = optional;
  return {
    covered: optional,
    outcomes: [
      warning(
        `The portal may only read here: ${without}.`,
        `If users are to request DPU clusters here: ${applyRights(file)}`,
      ),
    ],
  };
}

/** Checks that the identity has the rights that its roles need, and of a portal those that it needs. */
export async function checkRights(context: DoctorContext): Promise<Outcome[]> {
  const demands = demandsOf(context);
  const questions = demands.flatMap(questionsOf);
  const no = await denied(questions, context.signal);
  const missingOf = (demand: Demand) =>
    questions.filter(one => one.demand === demand && no.has(one));
  const { covered, outcomes } = withoutAny(demands, missingOf);
  return [
    ...demands
      .filter(demand => !covered.includes(demand))
      .map(demand => outcomeOf(demand, missingOf(demand))),
    ...outcomes,
  ];
}
