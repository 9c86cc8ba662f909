/** Where a page is seen from, as PostHog's GeoIP would say, by the country of the person. */
import type { Properties } from "../people.ts"

const place = (code: string, city: string): Properties => ({
  $geoip_country_code: code,
  $geoip_city_name: city
})

const PLACES: readonly [Properties, ...Properties[]] = [
  place("US", "Chicago"),
  place("DE", "Köln"),
  place("GB", "Leeds"),
  place("FR", "Lyon"),
  place("BR", "São Paulo"),
  place("IN", "Pune"),
  place("CA", "Toronto"),
  place("JP", "大阪"),
  place("NL", "Utrecht"),
  place("PL", "Łódź"),
  place("NG", "Lagos")
]
const byCode = new Map(PLACES.map((each) => [each["$geoip_country_code"], each]))

/** Visitors have no known country: they come from the places in turn. */
export const placeOf = (country: unknown, person: number): Properties =>
  byCode.get(typeof country === "string" ? country : "") ?? PLACES[person % PLACES.length] ?? PLACES[0]
