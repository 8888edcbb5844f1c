/** A setting of the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`Set ${name} first; examples/README.md says to what.`);
  return value;
}
