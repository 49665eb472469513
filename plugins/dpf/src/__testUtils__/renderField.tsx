import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { RenderResult, render } from '@testing-library/react';
import { ComponentType, useState } from 'react';
import { dpfApiRef } from '../api/useDpfApi';

type Field<T> = ComponentType<FieldExtensionComponentProps<T, {}>>;

/** Renders a form field in a minimal form that holds its value. */
export function renderField<T = string>(options: {
  field: Field<T>;
  api: Partial<DpfApi>;
  title: string;
  /** The values of the other fields. */
  formData?: Record<string, unknown>;
  /** Validation errors of the form, which the form itself displays. */
  rawErrors?: string[];
  /** The field needs what an app has besides, such as translations. */
  isInApp?: boolean;
  /** `ui:options` of the template. */
  uiOptions?: Record<string, unknown>;
}): RenderResult & { values: unknown[] } {
  const { field: Component, api, title, formData: others, uiOptions } = options;
  const { rawErrors, isInApp } = options;
  const values: unknown[] = [];
  function Form() {
    const [value, setValue] = useState<T>();
    // The form library passes many more props than these fields read.
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
  const view = isInApp
    ? renderInTestApp(<Form />, { apis: [[dpfApiRef, api]] })
    : render(
        <TestApiProvider apis={[[dpfApiRef, api]]}>
          <Form />
        </TestApiProvider>,
      );
  return { ...view, values };
}
