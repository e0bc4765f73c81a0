// Presets by name: a starting point, over which single parameters can be set.
import type { AnyDeclaration } from "./catalog.ts";
import { ParameterError, type ParamValues } from "./parameters.ts";

/**
 * The preset's parameters with `params` laid over them. Upper and lower case are one.
 * @throws ParameterError naming the presets that there are
 */
export function withPreset(declaration: AnyDeclaration, presetName: string, params: ParamValues = {}): ParamValues {
  const preset = declaration.presets.find(({ name }) => name.toLowerCase() === presetName.toLowerCase());
  if (preset) return { ...preset.params, ...params };
  const known = declaration.presets.map(({ name }) => `"${name}"`).join(", ");
  throw new ParameterError(
    `${declaration.id} has no preset "${presetName}"`,
    known ? `Its presets: ${known}.` : "It has none: give params.",
  );
}
