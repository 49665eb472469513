import {
  diagnosisMarkdown,
  markdownText as plain,
} from '@dpf-portal/dpf-model';
import { Explanation } from './Explanation';
import { describeReading } from './renderExplanation';

function item(text: string): string {
  return `- ${plain(text)}`;
}

/** A section, unless it is empty. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length ? ['', `## ${title}`, '', ...lines] : [];
}

/** The explanation for a ticket: of each cluster the same as “Copy diagnosis” of a portal. @public */
export function explanationMarkdown(explanation: Explanation): string {
  const { clusters, roles, dpf, at, missing, collect, whatIf } = explanation;
  return [
    `# Management cluster: ${plain(explanation.managementCluster)}`,
    '',
    ...describeReading(explanation).map(text => plain(text)),
    ...explanation.assumptions.map(text => plain(text)),
    ...section(
      'Problems of the management cluster',
      explanation.findings.map(
        ({ code, sentence, remedy }) =>
          `- **${code}** ${plain(sentence)} Step: ${plain(remedy)}`,
      ),
    ),
    ...section(
      'Where DPF assigns the next DPUs',
      explanation.next.map(({ dpuSet, next, sentence }) =>
        item(`${dpuSet ?? 'no DPUSet'}: the next ${next}: ${sentence}`),
      ),
    ),
    ...section(
      'What if',
      whatIf
        ? [
            ...whatIf.assumed.map(item),
            ...whatIf.impossible.map(text => item(`Not possible: ${text}`)),
            ...(whatIf.labels ? [item(whatIf.labels.effect.sentence)] : []),
            ...whatIf.newClusters.flatMap(({ namespace, name, findings }) =>
              findings.map(({ code, sentence }) =>
                item(`${namespace}/${name}: ${code}: ${sentence}`),
              ),
            ),
            ...whatIf.appear.map(({ cluster, finding }) =>
              item(
                `New: ${cluster ?? 'management cluster'}: ${finding.code}: ${
                  finding.sentence
                }`,
              ),
            ),
            ...whatIf.disappear.map(({ cluster, finding }) =>
              item(`Ends: ${cluster ?? 'management cluster'}: ${finding.code}`),
            ),
            ...whatIf.next.map(({ dpuSet, next, sentence }) =>
              item(`${dpuSet ?? 'no DPUSet'}: the next ${next}: ${sentence}`),
            ),
          ]
        : [],
    ),
    ...section('What the dump lacks', [
      ...missing.map(({ sentence, notChecked }) =>
        item(
          notChecked.length
            ? `${sentence} Not checked, or not with certainty: ${notChecked.join(
                ', ',
              )}.`
            : sentence,
        ),
      ),
      ...(collect ? ['', '```sh', collect, '```'] : []),
    ]),
    '',
    ...clusters.map(cluster =>
      diagnosisMarkdown({
        ref: cluster.ref,
        cluster,
        source: { reachable: true },
        roles,
        dpf,
        isOfDump: true,
        at,
      }),
    ),
  ].join('\n');
}
