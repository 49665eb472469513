import {
  ManagementCluster,
  interfaceProblem,
  outsideNetwork,
  requestedNetwork,
  vipProblem,
  virtualRouterIdProblem,
} from '@dpf-portal/dpf-model';
import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';

/** The part of an address that `ui:options.part` of a template selects. */
export type AddressPart = 'vip' | 'virtualRouterID' | 'interface';

/** The part of the address that a field is for. Default: the VIP. */
export function partOf(
  uiOptions: { [name: string]: unknown } = {},
): AddressPart {
  const { part } = uiOptions;
  return part === 'virtualRouterID' || part === 'interface' ? part : 'vip';
}

/** Why the value is invalid; `undefined` if it is valid. */
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

/** Warns about a value outside the network. The server decides whether the user may choose it anyway. */
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
    `${outside.reason} Choosing it needs the permission to choose addresses.`
  );
}

/** Rejects an invalid value in the form. The server decides who may choose an address. */
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
