import { TestApiProvider } from '@backstage/frontend-test-utils';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { RenderResult, render } from '@testing-library/react';
import { ComponentType, useState } from 'react';
import { dpfApiRef } from '../api/useDpfApi';

type Field<T> = ComponentType<FieldExtensionComponentProps<T, {}>>;

/** Renders a form field as a form would: it holds the value and hands it back. */
export function renderField<T = string>(options: {
  field: Field<T>;
  api: Partial<DpfApi>;
  title: string;
  /** The form's other data. */
  formData?: Record<string, unknown>;
  /** What the form found wrong with the value; the form shows it itself. */
  rawErrors?: string[];
  /** `ui:options` of the template. */
  uiOptions?: Record<string, unknown>;
}): RenderResult & { values: unknown[] } {
  const { field: Component, api, title, formData: others, uiOptions } = options;
  const { rawErrors } = options;
  const values: unknown[] = [];
  function Form() {
    const [value, setValue] = useState<T>();
    // The form library hands over far more than these fields read.
    const props = {
      formData: value,
      onChange: (next: T | undefined) => {
        values.push(next);
        setValue(next);
      },
      idSchema: { $id: 'root_field' },
      schema: { title },
      uiSchema: uiOptions ? { 'ui:options': uiOptions } : {},
      formContext: { formData: { ...others } },
      required: true,
      rawErrors,
    } as Partial<
      FieldExtensionComponentProps<T, {}>
    > as FieldExtensionComponentProps<T, {}>;
    return <Component {...props} />;
  }
  const view = render(
    <TestApiProvider apis={[[dpfApiRef, api]]}>
      <Form />
    </TestApiProvider>,
  );
  return { ...view, values };
}
