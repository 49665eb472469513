import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { AddressPart, partOf, partProblem } from './addressParts';

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
