/** The grounds that notes and groups may have, by Datadog's names. */

const TINTS = ["blue", "purple", "pink", "orange", "yellow", "green"];

export const GROUNDS = ["white", ...TINTS, "gray", ...TINTS.map((tint) => `vivid_${tint}`), "transparent"];
