import {
  Finding,
  FindingWho,
  boundedText,
  dayAndTime,
  describeDpuCounts,
  describeDpuProgress,
  redact,
  sentence,
  stateLabel,
} from '@dpf-portal/dpf-model';
import {
  ChangedFinding,
  ExplainedCluster,
  Explanation,
  MissingPart,
  NextOfSet,
  WhatIf,
} from './Explanation';

const WHO: Record<FindingWho, string> = {
  owner: 'owner',
  platform: 'platform team',
  nobody: 'nobody, it only takes time',
};

const SEVERITY: Record<Finding['severity'], string> = {
  error: 'ERROR',
  warning: 'WARN',
  info: 'info',
};

/** A line of text for a terminal: objects cannot start a new line, send escape sequences, or show a secret. */
function line(indent: number, text: string): string {
  return `${' '.repeat(indent)}${boundedText(redact(text), 2000)}`;
}

function findingLines(finding: Finding, indent: number): string[] {
  const { code, severity, blocking, remedy, who, since, effects } = finding;
  return [
    line(
      indent,
      `${SEVERITY[severity]} ${code}${
        blocking ? ' (blocking)' : ''
      }: ${sentence(finding.sentence)}`,
    ),
    line(indent + 2, `Step: ${remedy}`),
    line(
      indent + 2,
      `Acts: ${WHO[who]}${since ? `; since ${dayAndTime(since)}` : ''}`,
    ),
    ...(effects ?? []).map(effect =>
      line(
        indent + 2,
        `Follows from it: ${effect.code}: ${sentence(effect.sentence)}`,
      ),
    ),
  ];
}

function findingsOr(
  findings: readonly Finding[],
  none: string,
  indent: number,
): string[] {
  return findings.length
    ? findings.flatMap(finding => findingLines(finding, indent))
    : [line(indent, none)];
}

function clusterLines(cluster: ExplainedCluster): string[] {
  const { namespace, name, type, findings, problems, phaseSince } = cluster;
  const dpus = [
    describeDpuCounts(cluster.dpus, cluster.maxNodes),
    describeDpuProgress(cluster.dpus),
  ]
    .filter(Boolean)
    .join('; ');
  // A cluster that is not ready, of which no rule knows why.
  const unexplained = problems.filter(({ code }) => code === undefined);
  return [
    '',
    line(
      0,
      `${namespace}/${name}  ${stateLabel(cluster)}${
        phaseSince ? ` since ${dayAndTime(phaseSince)}` : ''
      }, ${type}${cluster.version ? `, ${cluster.version}` : ''}`,
    ),
    line(2, dpus),
    ...unexplained.map(problem =>
      line(2, `${SEVERITY[problem.severity]}: ${sentence(problem.sentence)}`),
    ),
    ...(findings.length || !unexplained.length
      ? findingsOr(findings, 'No problems are known.', 2)
      : []),
  ];
}

function nextLines(all: readonly NextOfSet[]): string[] {
  return all.map(({ dpuSet, waiting, next, sentence: where }) =>
    line(
      2,
      `${dpuSet ? `DPUSet ${dpuSet}` : 'DPUs of no DPUSet'}${
        waiting ? `, ${waiting} waiting` : ''
      }: the next ${next === 1 ? 'DPU' : `${next} DPUs`}: ${where}`,
    ),
  );
}

function missingLines(missing: readonly MissingPart[]): string[] {
  return missing.flatMap(part => [
    line(
      2,
      part.notChecked.length
        ? `${
            part.sentence
          } Not checked, or not with certainty: ${part.notChecked.join(', ')}.`
        : part.sentence,
    ),
    ...(part.command ? [line(4, `Add: ${part.command}`)] : []),
  ]);
}

function changedLines(
  title: string,
  changed: readonly ChangedFinding[],
): string[] {
  return changed.length
    ? [
        line(2, title),
        ...changed.map(({ cluster, finding }) =>
          line(
            4,
            `${cluster ? `${cluster}: ` : ''}${SEVERITY[finding.severity]} ${
              finding.code
            }: ${sentence(finding.sentence)}`,
          ),
        ),
      ]
    : [];
}

function whatIfLines(whatIf: WhatIf): string[] {
  return [
    '',
    'What if',
    ...whatIf.assumed.map(text => line(2, text)),
    ...whatIf.impossible.map(text => line(2, `Not possible: ${text}`)),
    ...(whatIf.labels ? [line(2, whatIf.labels.effect.sentence)] : []),
    ...whatIf.newClusters.flatMap(({ namespace, name, findings }) => [
      line(2, `${namespace}/${name}`),
      ...findingsOr(findings, 'Nothing is in its way.', 4),
    ]),
    ...changedLines('These findings would be new:', whatIf.appear),
    ...changedLines('These findings would end:', whatIf.disappear),
    ...(whatIf.newClusters.length && whatIf.next.length
      ? [line(2, 'Where DPUs go once the new clusters are Ready:')]
      : []),
    ...nextLines(whatIf.next),
  ];
}

const TIME: Record<Explanation['atIs'], string> = {
  latestInDump: 'the latest time in the dump',
  given: 'as given',
  clock: 'now, because the dump has no time',
};

function section(title: string, lines: readonly string[]): string[] {
  return lines.length ? ['', title, ...lines] : [];
}

/** What was read, and what is said because of it. */
export function describeReading({ read, at, atIs }: Explanation): string[] {
  const ignored = Object.values(read.ignored).reduce((sum, n) => sum + n, 0);
  return [
    `Read ${
      read.objects.map(({ count, kind }) => `${count} ${kind}`).join(', ') ||
      'no object that is needed'
    }${ignored ? `; ${ignored} objects of other kinds are not needed` : ''}${
      read.copies ? `; ${read.copies} were there more than once` : ''
    }.`,
    `Times relate to ${at} (${TIME[atIs]}).`,
  ];
}

/** The explanation for a terminal. @public */
export function renderExplanation(explanation: Explanation): string {
  const { clusters, findings, next, missing, collect, whatIf } = explanation;
  return [
    ...describeReading(explanation).map(text => line(0, text)),
    ...explanation.assumptions.map(text => line(0, text)),
    ...section(explanation.managementCluster, [
      ...(explanation.dpf?.version
        ? [line(2, `DPF ${explanation.dpf.version}`)]
        : []),
      ...explanation.roles.map(({ role, runBy, reason }) =>
        line(2, `${role}: ${runBy}. ${reason}`),
      ),
      ...findings.flatMap(finding => findingLines(finding, 2)),
    ]),
    ...(clusters.length
      ? clusters.flatMap(clusterLines)
      : ['', 'There is no DPUCluster in the dump.']),
    ...section('Where DPF assigns the next DPUs', nextLines(next)),
    ...(whatIf ? whatIfLines(whatIf) : []),
    ...section('What the dump lacks', [
      ...missingLines(missing),
      ...(collect
        ? ['', '  All of it, to be explained together:', `    ${collect}`]
        : []),
    ]),
    '',
    explanation.needsSomebody
      ? 'Somebody has to act.'
      : 'Nobody has to act, as far as the dump tells.',
    '',
  ].join('\n');
}
