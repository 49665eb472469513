import { TestApiProvider } from '@backstage/frontend-test-utils';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { render, RenderResult } from '@testing-library/react';
import { ComponentType, useState } from 'react';
import { dpfApiRef } from '../api';

type Field = ComponentType<FieldExtensionComponentProps<string, {}>>;

/** Renders a form field as a form would: it holds the value and hands it back. */
export function renderField(options: {
  field: Field;
  api: Partial<DpfApi>;
  title: string;
  /** The form's other data. */
  formData?: Record<string, unknown>;
}): RenderResult & { values: unknown[] } {
  const { field: Component, api, title, formData: others } = options;
  const values: unknown[] = [];
  function Form() {
    const [value, setValue] = useState<string>();
    // The form library hands over far more than these fields read.
    const props = {
      formData: value,
      onChange: (next: string | undefined) => {
        values.push(next);
        setValue(next);
      },
      idSchema: { $id: 'root_field' },
      schema: { title },
      uiSchema: {},
      formContext: { formData: { ...others } },
      required: true,
    } as Partial<
      FieldExtensionComponentProps<string, {}>
    > as FieldExtensionComponentProps<string, {}>;
    return <Component {...props} />;
  }
  const view = render(
    <TestApiProvider apis={[[dpfApiRef, api]]}>
      <Form />
    </TestApiProvider>,
  );
  return { ...view, values };
}
