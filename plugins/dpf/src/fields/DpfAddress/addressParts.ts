import {
  ManagementCluster,
  interfaceProblem,
  outsideNetwork,
  requestedNetwork,
  vipProblem,
  virtualRouterIdProblem,
} from '@dpf-portal/dpf-model';
import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';

/** A part of an address by hand, as `ui:options.part` of a template names it. */
export type AddressPart = 'vip' | 'virtualRouterID' | 'interface';

/** The part that a field asks for; a VIP unless the template says otherwise. */
export function partOf(
  uiOptions: { [name: string]: unknown } = {},
): AddressPart {
  const { part } = uiOptions;
  return part === 'virtualRouterID' || part === 'interface' ? part : 'vip';
}

/** Why the part cannot be this; `undefined` when it can. */
export function partProblem(
  part: AddressPart,
  value: string | number,
): string | undefined {
  switch (part) {
    case 'virtualRouterID':
      return virtualRouterIdProblem(Number(value));
    case 'interface':
      return interfaceProblem(String(value));
    default:
      return vipProblem(String(value));
  }
}

/** Says so where the network does not give it out; the server knows who may choose it all the same. */
export function partOutside(
  part: AddressPart,
  value: string | number,
  managementCluster: ManagementCluster | undefined,
  /** Name of the chosen network. */
  network: string | undefined,
): string | undefined {
  if (!managementCluster) {
    return undefined;
  }
  const [outside] = outsideNetwork(
    { [part]: value },
    requestedNetwork({ network }, managementCluster.networks),
  );
  return (
    outside &&
    `${outside.reason} Only people with the permission to choose addresses can take it.`
  );
}

/** Stops the form at what cannot be a part of an address. The server decides who may choose one. */
export const validateAddress: CustomFieldValidator<
  string | number,
  { part?: AddressPart }
> = (value, field, { uiSchema }) => {
  const problem =
    value === undefined
      ? undefined
      : partProblem(partOf(uiSchema?.['ui:options']), value);
  if (problem) {
    field.addError(problem);
  }
};
