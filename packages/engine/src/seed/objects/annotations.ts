import { type Calendar, DAY, HOUR, isoText } from "../calendar.ts"
import type { SeedObject } from "../objects.ts"

/** Day of the story, and what happened on it. */
const NOTES: readonly (readonly [number, string])[] = [
  [3, "Release 4.1: faster reports"],
  [21, 'Campaign "self-serve analytics" starts'],
  [38, "Incident: exports failed for two hours\n(disk quota)"],
  [52, "Prix : nouvelle grille tarifaire"],
  [67, "Newsletter 🚀 to all free plans"],
  [80, "Release 4.2: alerts"]
]

export const annotationObjects = (calendar: Calendar): readonly SeedObject[] =>
  NOTES.map(([day, content], index) => {
    const dateMarker = isoText(calendar.start + day * DAY + 10 * HOUR)
    return {
      kind: "annotations",
      id: index + 1,
      body: {
        id: index + 1,
        content,
        date_marker: dateMarker,
        creation_type: "USR",
        scope: "project",
        dashboard_item: null,
        dashboard_id: null,
        dashboard_name: null,
        insight_short_id: null,
        insight_name: null,
        insight_derived_name: null,
        deleted: false,
        created_at: dateMarker,
        updated_at: dateMarker,
        created_by: null
      }
    }
  })
