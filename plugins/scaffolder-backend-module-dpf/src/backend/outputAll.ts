/** Outputs the values of an action's result that there are. */
export function outputAll<Output extends object>(
  ctx: { output(name: keyof Output, value: Output[keyof Output]): void },
  result: Output,
): void {
  for (const name of Object.keys(result) as Array<keyof Output>) {
    if (result[name] !== undefined) {
      ctx.output(name, result[name]);
    }
  }
}
