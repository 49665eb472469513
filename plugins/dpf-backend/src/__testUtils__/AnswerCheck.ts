import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { OPENAPI_FILE, OpenApiOptions } from '../router/openApiValidator';

/** The description of the API without room for fields that it does not name. */
function closedDescription(): OpenApiOptions['apiSpec'] {
  return JSON.parse(
    JSON.stringify(parse(readFileSync(OPENAPI_FILE, 'utf8'))),
    (_key, value) =>
      value?.type === 'object' && value.properties
        ? { additionalProperties: false, ...value }
        : value,
  );
}

/** Compares the answers of a REST API with `openapi.yaml`. */
export class AnswerCheck {
  readonly #problems: string[] = [];

  /** For the router whose answers are checked. */
  readonly options: OpenApiOptions = {
    apiSpec: closedDescription(),
    validateResponses: {
      allErrors: true,
      onError: (error, _body, { method, originalUrl }) => {
        this.#problems.push(`${method} ${originalUrl}: ${error.message}`);
      },
    },
  };

  /** Throws when an answer had a field, a value or a status that is not described. */
  assertAllDescribed(): void {
    if (this.#problems.length) {
      throw new Error(
        `openapi.yaml does not describe what was answered.\n${this.#problems.join(
          '\n',
        )}`,
      );
    }
  }
}
