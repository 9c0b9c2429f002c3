/** Where on earth records are, by the coordinates among their attributes. */

import { type Column, fieldText, type ListedRecord } from "./record-fields";

export type Place = {
  record: ListedRecord;
  /** Degrees: east, then north. */
  at: [number, number];
};

const STANDARD = "@network.client.geoip.location.";
const LATITUDE = /^(.*?)(lat|latitude)$/;
const NAMES: Record<string, string[]> = { lat: ["lon", "lng", "long"], latitude: ["longitude"] };

/** The records that have a place: by the columns that name a latitude, else by where the client was. */
export function placesOf(records: readonly ListedRecord[], columns: readonly Column[]): Place[] {
  const named = columns.flatMap(({ field }) => {
    const [, stem = "", latitude] = LATITUDE.exec(field) ?? [];
    return latitude && (stem === "" || /[@._]$/.test(stem)) ? [{ stem, latitude }] : [];
  });
  const wanted = named.length ? named : Object.keys(NAMES).map((latitude) => ({ stem: STANDARD, latitude }));
  return records.flatMap((record): Place[] => {
    for (const { stem, latitude } of wanted) {
      const north = degrees(fieldText(record, stem + latitude), 90);
      const east = (NAMES[latitude] ?? [])
        .map((name) => degrees(fieldText(record, stem + name), 180))
        .find((one) => one !== null);
      if (north !== null && east !== null && east !== undefined) return [{ record, at: [east, north] }];
    }
    return [];
  });
}

function degrees(text: string, most: number): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Math.abs(value) <= most ? value : null;
}
