/**
 * Outputs the values of an action's result that there are. The task gets copies: templates take only arrays of the
 * scaffolder's own realm, and in Jest an answer of `fetch` has those of another one.
 */
export function outputAll<Output extends object>(
  ctx: { output(name: keyof Output, value: Output[keyof Output]): void },
  result: Output,
): void {
  for (const name of Object.keys(result) as Array<keyof Output>) {
    if (result[name] !== undefined) {
      ctx.output(name, JSON.parse(JSON.stringify(result[name])));
    }
  }
}
